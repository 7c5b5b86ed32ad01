import type { Endpoint } from '../cluster/cluster.ts'
import { LabError } from '../errors.ts'

/** The line that opens a shell at a place of a running lab from any terminal in this repository. */
export function shellCommand({ cluster, place }: Pick<Endpoint, 'cluster' | 'place'>): string {
  return `npx underlay shell ${place} --lab ${cluster.name}`
}

/** What is opened, and how it is ended from outside. */
export interface ShellOptions {
  /** Another program than bash, with its arguments. */
  readonly argv?: readonly string[]
  /** Kills it. */
  readonly signal?: AbortSignal
}

/**
 * Opens a shell at a place, on the terminal of this process, until it is left.
 *
 * @returns its exit code.
 * @throws LabError when standard input is no terminal.
 * @throws UnknownNameError when there is no such place.
 * @example
 * if (process.stdin.isTTY) await shell(cluster.node('worker2'))
 */
export async function shell(
  { cluster, place }: Pick<Endpoint, 'cluster' | 'place'>,
  { argv = ['env', `PS1=${place}:\\w# `, 'bash', '--norc', '-i'], signal }: ShellOptions = {},
): Promise<number> {
  const { stdin, stdout } = process
  if (!stdin.isTTY) throw new LabError('a shell needs a terminal', `run ${shellCommand({ cluster, place })} in one`)
  signal?.throwIfAborted()
  const program = await cluster.internals.spawn(place, argv, { terminal: true })
  const resize = (): void => program.resize(stdout.rows, stdout.columns)
  const type = (bytes: Buffer): void => void program.write(bytes)
  const kill = (): void => program.kill('SIGKILL')
  signal?.addEventListener('abort', kill)
  stdin.setRawMode(true)
  stdin.resume().on('data', type)
  stdout.on('resize', resize)
  resize()
  program.stdout.pipe(stdout, { end: false })
  try {
    return (await program.exited).exitCode
  } finally {
    signal?.removeEventListener('abort', kill)
    stdin.off('data', type).pause().setRawMode(false)
    stdout.off('resize', resize)
  }
}
