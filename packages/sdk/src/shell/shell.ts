import type { Endpoint } from '../cluster/cluster.ts'
import { LabError } from '../errors.ts'

/** The line that opens a shell at a place of a running lab from any terminal in this repository. */
export function shellCommand({ cluster, place }: Pick<Endpoint, 'cluster' | 'place'>): string {
  return `npx underlay-shell ${cluster.name} ${place}`
}

/**
 * Opens a shell at a place, on the terminal of this process, until it is left.
 *
 * @returns the shell's exit code.
 * @throws LabError when standard input is no terminal.
 * @throws UnknownNameError when there is no such place.
 * @example
 * if (process.stdin.isTTY) await shell(cluster.node('worker2'))
 */
export async function shell({ cluster, place }: Pick<Endpoint, 'cluster' | 'place'>): Promise<number> {
  const { stdin, stdout } = process
  if (!stdin.isTTY) throw new LabError('a shell needs a terminal', `run ${shellCommand({ cluster, place })} in one`)
  const prompt = `PS1=${place}:\\w# `
  const bash = await cluster.internals.spawn(place, ['env', prompt, 'bash', '--norc', '-i'], { terminal: true })
  const resize = (): void => bash.resize(stdout.rows, stdout.columns)
  const type = (bytes: Buffer): void => bash.write(bytes)
  stdin.setRawMode(true)
  stdin.resume().on('data', type)
  stdout.on('resize', resize)
  resize()
  bash.stdout.pipe(stdout, { end: false })
  try {
    return (await bash.exited).exitCode
  } finally {
    stdin.off('data', type).pause().setRawMode(false)
    stdout.off('resize', resize)
  }
}
