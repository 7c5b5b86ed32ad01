import { CommandError } from '../errors.ts'
import type { Spawner } from '../host/host.ts'
import { tryRun } from '../host/run.ts'

// A BIRD that was killed leaves its socket, which then refuses.
const nobody = /^Unable to connect to server control socket/m

/**
 * What a node's BIRD says of its protocols; `undefined` where it does not run.
 *
 * @throws CommandError when it runs, and birdc fails.
 */
export async function askBird(host: Spawner, node: string, socket: string): Promise<string | undefined> {
  const argv = ['birdc', '-s', socket, 'show', 'protocols', 'all']
  const result = await tryRun(host, node, argv)
  if (result.exitCode === 0) return result.stdout
  if (nobody.test(`${result.stderr}\n${result.stdout}`)) return undefined
  throw new CommandError({ where: node, argv, ...result })
}
