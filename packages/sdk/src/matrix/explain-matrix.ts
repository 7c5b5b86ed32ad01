import { AssertionError, type EncapMatrix } from '@underlay/evidence'
import type { IpFamily } from '@underlay/configs'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { assertPath } from '../trace/assert-path.ts'
import { matrixEnds } from './matrix-ends.ts'

// What is wrong with one pair is mostly what is wrong with the others.
const mostExplained = 2

/** How the matrix was made. */
interface Made {
  readonly between?: readonly Endpoint[]
  readonly family?: IpFamily
}

/** Traces one packet of each of the first pairs that are carried otherwise: which hop, which layer, and what kernels say. */
export async function explainMatrix(cluster: Cluster, { cells }: EncapMatrix, made: Made): Promise<readonly string[]> {
  // What is wrong is known by the matrix: that no cause is found hides none of it.
  const found = await matrixEnds(cluster, made).catch(noCause)
  if (typeof found === 'string') return [found]
  const ends = new Map(found.map(({ name, endpoint }) => [name, endpoint]))
  const lines: string[] = []
  // One after the other: their captures would see each other's packets.
  for (const cell of cells.filter(({ outcome }) => outcome === 'fail').slice(0, mostExplained)) {
    const [from, to] = [ends.get(cell.from), ends.get(cell.to)]
    if (from !== undefined && to !== undefined) lines.push(await explainPair(cluster, from, to, made))
  }
  return lines
}

async function explainPair(cluster: Cluster, from: Endpoint, to: Endpoint, { family }: Made): Promise<string> {
  const options = { timeoutMs: 500, name: `matrix-${from.place}-${to.place}`, ...(family !== undefined && { family }) }
  const pair = `${from.place} → ${to.place}`
  try {
    await assertPath(cluster, from, to, options)
    return `${pair}: another packet goes as predicted, on all its way`
  } catch (error) {
    if (error instanceof AssertionError) return error.message
    return `${pair}: ${noCause(error)}`
  }
}

function noCause(error: unknown): string {
  return `no cause was found: ${error instanceof Error ? error.message : error}`
}
