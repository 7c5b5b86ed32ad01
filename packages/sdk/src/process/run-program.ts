import { finished } from 'node:stream/promises'
import { CommandError } from '../errors.ts'
import { beforeDeadline } from '../host/deadline.ts'
import { lineReader, plainLine } from './lines.ts'
import { startProgram, type StartedProgram, type StartOptions } from './start-program.ts'

/** How a program is run to its end. */
export interface RunProgramOptions extends StartOptions {
  /** All of its standard input; default nothing. */
  readonly stdin?: string | Uint8Array
  /** Default 30000. */
  readonly timeoutMs?: number
  /** Told each line of both outputs as it comes, without terminal sequences; empty ones are left out. */
  readonly onLine?: (line: string) => void
}

/** What a finished program left; the outputs are complete. */
export interface ProgramResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

// What a program leaves behind may hold its outputs open for ever.
const drainMs = 1000

/**
 * Runs a program of this machine to its end, whatever its exit code. When it is too late, or aborted, the program and
 * all that it started are ended first.
 *
 * @throws ToolMissingError when there is no such program.
 * @throws EngineError when it cannot be started.
 * @throws LabTimeoutError when it has not ended within `timeoutMs`; with the last lines that it said.
 * @throws the signal's reason when it is aborted.
 * @example
 * ```ts
 * const { exitCode } = await runProgram(['docker', 'image', 'inspect', '--', 'nginx'])
 * ```
 */
export async function runProgram(argv: readonly string[], options: RunProgramOptions = {}): Promise<ProgramResult> {
  const { stdin = '', timeoutMs = 30_000, onLine, ...start } = options
  const program = await startProgram(argv, start)
  const stdout = collect(program.stdout, onLine)
  const stderr = collect(program.stderr, onLine)
  program.stdin.end(stdin)
  try {
    const { exitCode } = await beforeDeadline(program.exited, {
      what: `the end of ${argv.join(' ')}`,
      timeoutMs,
      lastSeen: () => (stderr() || stdout() || 'no output').trim().split('\n').slice(-5).join('\n'),
    })
    start.signal?.throwIfAborted()
    await drained(program)
    return { exitCode, stdout: stdout(), stderr: stderr() }
  } finally {
    await program.stop()
    for (const stream of [program.stdout, program.stderr]) stream.destroy()
  }
}

/**
 * Runs a program of this machine and returns its standard output.
 *
 * @throws CommandError when its exit code is not 0; and what {@link runProgram} throws.
 * @example
 * ```ts
 * await mustRun(['kind', 'version']) // 'kind v0.33.0 go1.26.8 linux/amd64\n'
 * ```
 */
export async function mustRun(argv: readonly string[], options: RunProgramOptions = {}): Promise<string> {
  const result = await runProgram(argv, options)
  if (result.exitCode !== 0) throw new CommandError({ where: 'host', argv, ...result })
  return result.stdout
}

function collect(stream: StartedProgram['stdout'], onLine: RunProgramOptions['onLine']): () => string {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  if (onLine !== undefined) {
    const lines = lineReader((line) => {
      const plain = plainLine(line)
      if (plain !== '') onLine(plain)
    })
    stream.on('data', lines.push)
    stream.once('end', lines.end)
  }
  return () => Buffer.concat(chunks).toString()
}

async function drained({ stdout, stderr }: StartedProgram): Promise<void> {
  const ends = Promise.allSettled([finished(stdout), finished(stderr)])
  let timer: NodeJS.Timeout | undefined
  await Promise.race([ends, new Promise((resolve) => (timer = setTimeout(resolve, drainMs)))])
  clearTimeout(timer)
}
