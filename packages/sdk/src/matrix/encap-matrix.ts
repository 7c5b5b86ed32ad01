import { randomBytes } from 'node:crypto'
import type { IpFamily } from '@underlay/configs'
import { judgeMatrix, requirePass, type EncapMatrix } from '@underlay/evidence'
import { capture } from '../capture/capture.ts'
import { noteVerdict } from '../capture/note-verdict.ts'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { pathLab } from '../prediction/path-lab.ts'
import { pingMany } from '../traffic/ping-many.ts'
import { expectedEncapsulation } from './expected-encapsulation.ts'
import { explainMatrix } from './explain-matrix.ts'
import { matrixEnds, type LabMatrixEnd } from './matrix-ends.ts'

/** How to make a matrix. */
export interface EncapMatrixOptions {
  /** Pods or nodes; default one pod of each node. Nodes' own packets to each other are never encapsulated. */
  readonly between?: readonly Endpoint[]
  /** Which of the ends' addresses; default the first, in a dual-stack lab mostly IPv4. */
  readonly family?: IpFamily
  /** Echo requests of each end to each other one, default 2. */
  readonly count?: number
  /** To wait for the last reply, default 500. */
  readonly timeoutMs?: number
  /** The capture file's name without its ending, default `encap-matrix`. */
  readonly name?: string
  /** Whether two directions of a pair may be carried differently where the documents ask for it; default false. */
  readonly allowAsymmetry?: boolean
}

/** A matrix of a lab, with the file that shows it. */
export interface LabEncapMatrix extends EncapMatrix {
  readonly file: string
}

/**
 * Shows how everything between all nodes is carried: every pod pings every other one, one capture sees them all, and both
 * directions of each pair are held against the prediction from the lab's documents, and against each other.
 *
 * Taps are the devices of the nodes that have their addresses. A pair that none of them saw is inconclusive, never `none`.
 *
 * @returns the matrix, whatever its outcome: plain data, and a table by {@link formatMatrix}.
 * @throws LabStateError when no pod runs.
 * @example
 * const matrix = await encapMatrix(cluster)
 * echo(formatMatrix(matrix))
 */
export async function encapMatrix(cluster: Cluster, options: EncapMatrixOptions = {}): Promise<LabEncapMatrix> {
  const { family, count = 2, timeoutMs = 500, name = 'encap-matrix', allowAsymmetry = false } = options
  const ends = await matrixEnds(cluster, options)
  const taps = [...new Set(ends.flatMap((end) => end.taps))]
  // What decides stands in the headers.
  const how = { name, snapLengthBytes: 256 }
  const [lab, seen] = await Promise.all([
    pathLab(cluster),
    capture(cluster, taps, () => sendAll(ends, { count, timeoutMs }), how),
  ])
  const matrix = judgeMatrix(seen, {
    ends,
    marks: seen.result,
    expected: (from, to) => expectedEncapsulation(lab, { from, to, family }),
    allowAsymmetry,
  })
  noteVerdict(seen, matrix)
  return { ...matrix, file: seen.file }
}

/**
 * Asserts that everything between all nodes is carried as the lab's documents say, and each pair alike in both directions:
 * see {@link encapMatrix}.
 *
 * @returns the matrix that passed.
 * @throws AssertionError that names the pairs that are carried otherwise, with a packet, the reason, and where to look; of the
 *   first two also the hop and layer that disagree, from a packet that is traced.
 * @throws InconclusiveError when a pair was not seen, or packets were lost.
 * @throws LabStateError when no pod runs.
 * @example
 * echo((await assertEncapMatrix(cluster)).summary)
 * @see https://github.com/projectcalico/calico/issues/1325 one direction by tunl0, the other not
 */
export async function assertEncapMatrix(cluster: Cluster, options: EncapMatrixOptions = {}): Promise<LabEncapMatrix> {
  const matrix = await encapMatrix(cluster, options)
  if (matrix.outcome !== 'fail') return requirePass(matrix)
  const causes = await explainMatrix(cluster, matrix, options)
  return requirePass({ ...matrix, message: [matrix.message, ...causes].join('\n') })
}

async function sendAll(
  ends: readonly LabMatrixEnd[],
  options: { readonly count: number; readonly timeoutMs: number },
): Promise<readonly Uint8Array[]> {
  const results = await Promise.all(
    ends.map(async ({ endpoint, node }) => {
      const others = ends.filter((end) => end.node !== node && end.endpoint !== undefined)
      if (endpoint === undefined || others.length === 0) return []
      const mark = randomBytes(16)
      await pingMany(
        endpoint,
        others.map(({ address }) => ({ address, mark })),
        options,
      )
      return [mark]
    }),
  )
  return results.flat()
}
