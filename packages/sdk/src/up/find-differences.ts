import { connectCluster } from '../cluster/connect-cluster.ts'
import { LabError } from '../errors.ts'
import { verifyLab } from '../verify/verify-lab.ts'
import type { LayerFinding } from '../verify/verification.ts'
import type { PlannedStep } from './planned-step.ts'

/** Whether a lab is there of which no step changes anything: then what its kernels have can be held against its documents. */
export function keepsAll(steps: readonly PlannedStep[]): boolean {
  return steps.every(({ action, step }) => ['keep', 'skip'].includes(action) || (step === 'taint' && action === 'make'))
}

/**
 * What the kernels of a lab that runs have otherwise than its documents say, each in words once: addresses, routes, sessions
 * of BGP. No packet is sent, and nothing is changed.
 */
export async function findDifferences(lab: string, engine: 'kind' | 'netns'): Promise<readonly string[]> {
  try {
    await using cluster = await connectCluster({ lab, engine, onProgress: () => {} })
    const { findings } = await verifyLab(cluster, { layers: ['addresses', 'bgp', 'route'], explain: false })
    return [...new Set(findings.filter(({ outcome }) => outcome === 'fail').map(difference))]
  } catch (error) {
    // What cannot even be asked is a difference, too.
    if (!(error instanceof LabError)) throw error
    return [error.message.split('\n')[0] ?? '']
  }
}

/** Looks again at what differed before the steps, and says of each whether it was put back. */
export async function tellRepairs(
  lab: string,
  before: {
    readonly engine: 'kind' | 'netns'
    readonly differences: readonly string[]
    readonly say: (line: string) => void
  },
): Promise<void> {
  const left = new Set(await findDifferences(lab, before.engine))
  for (const difference of before.differences) {
    before.say(left.has(difference) ? `still so: ${difference}` : `put back: ${difference}`)
  }
  if (left.size > 0) before.say(`next: underlay verify --lab ${lab}`)
}

// Many pairs of a lab go by one place.
function difference({ at, summary, expected, actual }: LayerFinding): string {
  if (at === undefined || expected === undefined || actual === undefined) return summary
  return `${at.tap}: expected ${expected}, actual ${actual}`
}
