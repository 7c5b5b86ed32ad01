import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from '../../process/run-program.ts'
import { bridgeAlias } from './plan-bridges.ts'

/**
 * Removes the bridges that a lab made by this process's own means, where the lab's helper is not to be had: containerlab
 * is only used where this process's network namespace is the host's.
 *
 * @param sysfs where devices are found by name; default `/sys/class/net`.
 * @returns those that are still there, with the reason.
 */
export async function removeBridgesHere(
  recorded: readonly string[],
  lab: string,
  sysfs = '/sys/class/net',
): Promise<readonly string[]> {
  const left: string[] = []
  for (const name of recorded) {
    const alias = await readFile(join(sysfs, name, 'ifalias'), 'utf8').catch(() => '')
    if (alias.trim() !== bridgeAlias(lab)) continue
    const why = await runProgram(['ip', 'link', 'del', name]).then(
      ({ exitCode, stderr }) => (exitCode === 0 ? undefined : stderr.trim() || `exit code ${exitCode}`),
      (error: Error) => error.message.split('\n')[0],
    )
    if (why !== undefined) left.push(`bridge ${name}: ${why}`)
  }
  return left
}
