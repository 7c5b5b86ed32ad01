import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { fakeSupervisor } from './fake-supervisor.ts'

test('an open connection without work does not keep a script alive', async () => {
  const { path } = await fakeSupervisor()
  const source = new URL('../../../../src/host/connection.ts', import.meta.url).href
  const script = `
    import { connectTo } from ${JSON.stringify(source)}
    const connection = await connectTo(${JSON.stringify(path)})
    await connection.saveState('seen')
    process.stdout.write(connection.kernel)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  const said = (await child.stdout.toArray()).join('')
  const code = child.exitCode ?? (await new Promise((resolve) => void child.once('exit', resolve)))
  clearTimeout(timer)
  expect([said, code]).toEqual(['6.1.0-fake', 0])
})
