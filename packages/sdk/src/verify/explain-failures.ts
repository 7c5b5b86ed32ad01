import { AssertionError, InconclusiveError, PredictionError } from '@underlay/evidence'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { LabError } from '../errors.ts'
import { assertMtu } from '../reach/assert-mtu.ts'
import { assertReachable } from '../reach/assert-reachable.ts'
import { assertPath } from '../trace/assert-path.ts'
import type { Direction } from './scope.ts'
import type { LayerFinding } from './verification.ts'

// What is wrong with one pair is mostly what is wrong with the others.
const mostExplained = 2

/**
 * Looks at the first failures once more, each with a packet of its own that is followed at all interfaces of its way, and at
 * the counters of the kernels there.
 *
 * @returns causes in words, each beginning with its place, each once.
 */
export async function explainFailures(
  cluster: Cluster,
  findings: readonly LayerFinding[],
  directions: readonly Direction[],
): Promise<readonly string[]> {
  const causes: string[] = []
  // One after the other: their captures would see each other's packets.
  for (const { from, to, family } of chosen(findings, directions)) {
    const name = `verify-${from.endpoint.place}-${to.endpoint.place}`
    const options = { timeoutMs: 500, family, name }
    causes.push(...(await causesOf(() => followed(cluster, from.endpoint, to.endpoint, options))))
  }
  const oversized = findings.find(({ layer, outcome, family }) => layer === 'mtu' && outcome === 'fail' && family !== 6)
  const direction = oversized && directionOf(oversized, directions)
  if (causes.length === 0 && direction !== undefined) {
    const { from, to } = direction
    causes.push(...(await causesOf(() => assertMtu(cluster, from.endpoint, to.endpoint, { timeoutMs: 200 }))))
  }
  return [...new Set(causes)]
}

async function followed(
  cluster: Cluster,
  from: Endpoint,
  to: Endpoint,
  options: NonNullable<Parameters<typeof assertPath>[3]>,
): Promise<unknown> {
  try {
    return await assertPath(cluster, from, to, options)
  } catch (error) {
    // Without documents there is no path to hold it against: it is followed all the same.
    if (error instanceof PredictionError) return assertReachable(cluster, from, to, { timeoutMs: 500 })
    throw error
  }
}

/** One direction for each place where views part; where none is known the first that failed. */
function chosen(findings: readonly LayerFinding[], directions: readonly Direction[]): readonly Direction[] {
  const failed = findings.filter(({ outcome, layer, to }) => {
    return outcome === 'fail' && to !== undefined && layer !== 'mtu' && layer !== 'bgp'
  })
  const parted = failed.filter(({ at }) => at !== undefined)
  const different = new Map((parted.length > 0 ? parted : failed).map((each) => [each.at?.tap ?? each.from, each]))
  const pairs = [...different.values()].flatMap((each) => directionOf(each, directions) ?? [])
  return [...new Set(pairs)].slice(0, mostExplained)
}

function directionOf({ from, to, family = 4 }: LayerFinding, directions: readonly Direction[]): Direction | undefined {
  return directions.find(
    (each) => each.from.endpoint.place === from && each.to.endpoint.place === to && each.family === family,
  )
}

/** What an assertion says of causes; what is wrong is known already, so that none is found hides nothing. */
async function causesOf(assertion: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await assertion()
    return []
  } catch (error) {
    if (error instanceof AssertionError || error instanceof InconclusiveError || error instanceof LabError) {
      return [...error.message.matchAll(/^ *cause: (.*)$/gm)].map(([, cause = '']) => cause)
    }
    throw error
  }
}
