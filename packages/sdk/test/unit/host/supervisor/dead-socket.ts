import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { socketPath } from '../../../../src/host/supervisor/address.ts'

/** The socket of a lab whose supervisor was killed, as its file stays. */
export async function deadSocket(lab: string): Promise<string> {
  const path = socketPath(lab, 1)
  const listener = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => console.log('up'))`
  const child = spawn(process.execPath, ['-e', listener], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  return path
}
