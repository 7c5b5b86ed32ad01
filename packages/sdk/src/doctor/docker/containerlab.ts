import type { FoundContainerlab } from '../../fabric/containerlab/find-containerlab.ts'
import { toolMissing } from '../../process/tool-missing.ts'
import type { Judgement } from '../finding.ts'
import type { Probe } from '../site.ts'

/** Asks containerlab for its version, and looks whether its `deploy` can work here. */
export const containerlabProbe: Probe = {
  name: 'containerlab',
  look: async ({ containerlab }) => judgeContainerlab(await containerlab),
}

/** @param found `undefined` where there is none. */
export function judgeContainerlab(found: FoundContainerlab | undefined): Judgement {
  const instead = 'the built-in wiring is used'
  if (found === undefined) {
    return { status: 'skipped', detail: `not there; ${instead}`, fix: toolMissing('containerlab').install }
  }
  if (found.works) return { status: 'ok', detail: `containerlab ${found.version}` }
  return { status: 'warning', detail: `${found.reason}; ${instead}`, fix: found.fix }
}
