import { spawn } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export const guestFolder = new URL('../../../../src/host/guest/', import.meta.url).pathname

/**
 * Runs a script of the guest on this machine, to its end. In the guest the agent's interpreter runs it, which has POSIX.
 */
export async function perl(script: string, args: readonly string[], { stdin = '', env = {} } = {}) {
  return interpret([`${guestFolder}${script}`, ...args], { stdin, env })
}

/** Starts a script as the agent does, nothing of what it says held back; the first line that it says. */
export async function firstLineOf(script: string, args: readonly string[], stdin: string): Promise<string> {
  const argv = ['-MPOSIX', '-e', '$| = 1; do shift', `${guestFolder}${script}`, ...args]
  const child = spawn('perl', argv)
  onTestFinished(() => void child.kill('SIGKILL'))
  child.stdin.end(stdin)
  return new Promise((resolve) => void child.stdout.once('data', (line) => resolve(String(line).trim())))
}

/** Runs a text in the same way; what it says is text too. */
export async function perlText(text: string, options: { readonly stdin: string; readonly cwd: string }) {
  const { stdout, ...rest } = await interpret(['-e', text], options)
  return { ...rest, stdout: String(stdout) }
}

async function interpret(
  args: readonly string[],
  {
    stdin,
    env = {},
    cwd,
  }: { readonly stdin: string; readonly env?: Readonly<Record<string, string>>; readonly cwd?: string },
) {
  const argv = ['-MPOSIX', ...args]
  // A group of its own, so that what it leaves in the background ends with the test.
  const child = spawn('perl', argv, { detached: true, env: { ...process.env, ...env }, cwd })
  onTestFinished(() => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL')
    } catch {
      // nothing is left of it
    }
  })
  child.stdin.on('error', () => {}).end(stdin)
  const output = Promise.all([child.stdout, child.stderr].map((stream) => stream.toArray()))
  const exitCode = await new Promise<number | null>((resolve) => void child.once('exit', resolve))
  const [stdout, stderr] = (await output).map((chunks: Buffer[]) => Buffer.concat(chunks))
  return { exitCode, stdout: stdout ?? Buffer.alloc(0), stderr: String(stderr) }
}

/** A port of the loopback on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => void server.close(resolve))
  return port
}
