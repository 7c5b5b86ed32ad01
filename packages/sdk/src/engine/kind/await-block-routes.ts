import { LabTimeoutError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { tryRun } from '../../host/run.ts'
import { untilAborted } from '../../process/until-aborted.ts'
import type { InstalledCni, LabModel } from '../engine.ts'

/**
 * Waits until every node's kernel has a route to every other node's blocks: a node is Ready before its CNI has told all
 * peers. Where the CNI has no tunnel some blocks may have no way at all, and nothing is awaited.
 *
 * @throws LabTimeoutError with the nodes and the blocks that they lack.
 */
export async function awaitBlockRoutes(
  host: Host,
  { cluster }: LabModel,
  { name: cniName, nodes, tunnel }: InstalledCni,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<void> {
  if (tunnel === undefined) return
  const seconds = String(Math.max(1, Math.ceil(timeoutMs / 1000)))
  const looked = cluster.nodes.map(({ name, shortName }) => async (): Promise<string | undefined> => {
    const others = Object.entries(nodes).flatMap(([node, { blocks }]) => (node === name ? [] : blocks))
    const argv = ['/underlay/await-routes.pl', seconds, '-', ...others]
    const result = await tryRun(host, shortName, argv, { timeoutMs: timeoutMs + 5000 })
    return result.exitCode === 0 ? undefined : `${shortName} has no route to ${result.stderr.trim()}`
  })
  // What waits there ends with the connection; where the signal was first, nothing begins: nobody would hold its failure.
  const ended = (): Promise<(string | undefined)[]> => Promise.all(looked.map((look) => look()))
  const all = await untilAborted(ended, signal)
  const missing = all.filter((outcome) => outcome !== undefined)
  if (missing.length > 0) {
    throw new LabTimeoutError(`${cniName} to bring every block to every node`, timeoutMs, missing.join('; '))
  }
}
