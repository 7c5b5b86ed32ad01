import { setTimeout } from 'node:timers/promises'
import { LabStateError, LabTimeoutError } from '../errors.ts'
import { run } from '../host/run.ts'
import { once } from './carry-out.ts'
import type { AppliedChange } from './fault.ts'
import type { FaultSite, SiteNode } from './site.ts'

/** An edit of a node's BIRD configuration. */
export interface BirdEdit {
  readonly node: SiteNode
  readonly find: RegExp
  readonly replacement: string
  /** What it is, in a line. */
  readonly what: string
  /** The network whose route is to change. */
  readonly route: string
}

const timeoutMs = 20_000

/** Edits what a node's BIRD is told, and waits until the kernel's route has changed; taking it back restores both. */
export async function editBird({ cluster }: FaultSite, edit: BirdEdit): Promise<AppliedChange> {
  const { node, find, replacement, what, route } = edit
  const { internals } = cluster
  const [config, control] = [`/run/bird/${node.place}.conf`, `/run/bird/${node.place}.ctl`]
  const before = await run(internals, node.place, ['cat', config])
  const after = before.replace(find, replacement)
  if (after === before) throw new LabStateError(`BIRD of ${node.place} has nothing to change: ${what}`)
  const routeNow = async (): Promise<string> =>
    (await run(internals, node.place, ['ip', 'route', 'show', route])).trim()
  const load = async (text: string, isThere: (shown: string) => boolean): Promise<void> => {
    await run(internals, node.place, ['sh', '-c', 'cat > "$1"', 'write', config], { stdin: text })
    await run(internals, node.place, ['birdc', '-s', control, 'configure'])
    const deadline = performance.now() + timeoutMs
    for (;;) {
      const shown = await routeNow()
      if (isThere(shown)) return
      if (performance.now() > deadline)
        throw new LabTimeoutError(`BIRD of ${node.place} to change ${route}`, timeoutMs, shown)
      await setTimeout(50)
    }
  }
  const was = await routeNow()
  const takeBack = once(() => load(before, (shown) => shown === was))
  try {
    await load(after, (shown) => shown !== was)
  } catch (error) {
    await takeBack().catch(() => {})
    throw error
  }
  return {
    changes: [`${node.place}: ${what} in ${config}, birdc configure`],
    undo: ['installCalico(cluster, …)'],
    takeBack,
  }
}
