import { CommandError } from '../errors.ts'
import { beforeDeadline } from './deadline.ts'
import type { Spawner } from './host.ts'

/** What a finished command left. */
export interface CommandResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

interface RunOptions {
  readonly stdin?: string | Uint8Array
  readonly timeoutMs?: number
  /** Of each output only so many bytes at its end are kept; default all. */
  readonly keptBytes?: number
}

/**
 * Runs a command to its end, whatever its exit code.
 *
 * @throws LabTimeoutError when it has not ended within `timeoutMs` (default 30000); it is killed then.
 */
export async function tryRun(
  host: Spawner,
  namespace: string,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<CommandResult> {
  const { stdout, ...rest } = await runForBytes(host, namespace, argv, options)
  return { ...rest, stdout: stdout.toString() }
}

/** The same as {@link tryRun} with the output as bytes. */
export async function runForBytes(
  host: Spawner,
  namespace: string,
  argv: readonly string[],
  { stdin = '', timeoutMs = 30_000, keptBytes = Infinity }: RunOptions = {},
): Promise<{ exitCode: number; stdout: Buffer; stderr: string }> {
  const process = await host.spawn(namespace, argv, { stdin })
  const [stdout, stderr] = [endOf(process.stdout, keptBytes), endOf(process.stderr, keptBytes)]
  const said = (): string => stderr().toString()
  const { exitCode } = await beforeDeadline(process.exited, {
    what: `${place(namespace)}: ${argv.join(' ')}`,
    timeoutMs,
    lastSeen: () => said() || 'no output',
    onLate: () => process.kill('SIGKILL'),
  })
  return { exitCode, stdout: stdout(), stderr: said() }
}

/** Collects the last bytes of a stream. */
function endOf(stream: NodeJS.ReadableStream, keptBytes: number): () => Buffer {
  const chunks: Buffer[] = []
  let length = 0
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    length += chunk.length
    for (let first = chunks[0]; first && length - first.length >= keptBytes; first = chunks[0]) {
      chunks.shift()
      length -= first.length
    }
  })
  return () => Buffer.concat(chunks).subarray(-keptBytes)
}

/**
 * Runs a command and returns its standard output.
 *
 * @throws CommandError when its exit code is not 0.
 */
export async function run(
  host: Spawner,
  namespace: string,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const result = await tryRun(host, namespace, argv, options)
  if (result.exitCode !== 0) throw new CommandError({ where: place(namespace), argv, ...result })
  return result.stdout
}

function place(namespace: string): string {
  return namespace === '' ? 'lab' : namespace
}
