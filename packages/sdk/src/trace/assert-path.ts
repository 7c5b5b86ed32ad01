import { comparePath, requirePass, type PathComparison } from '@underlay/evidence'
import { noteVerdict } from '../capture/note-verdict.ts'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { explainTrace } from '../loss/explain-trace.ts'
import { lookAlongPath } from '../prediction/predict-path.ts'
import { kernelRoutes } from './kernel-routes.ts'
import { traceAlong } from './trace-along.ts'
import type { LabTrace, TraceOptions } from './trace-path.ts'

/** A comparison with the trace that it was made from. */
export interface LabPathComparison extends PathComparison {
  readonly trace: LabTrace
}

/**
 * Asserts that a packet goes as the lab's documents say: predicts its path, asks the kernels of all places on it for their
 * routes, traces a packet, and holds the three against one another, both directions.
 *
 * @param to an endpoint, an address, or a Service as `namespace/name`.
 * @returns the comparison, with a row for each hop, and the trace.
 * @throws AssertionError when they disagree; its message names the first hop and layer that does, expected and actual side
 *   by side, and where the packet was lost why.
 * @throws InconclusiveError when a tap dropped packets or saw nothing.
 * @throws PredictionError when the documents do not say what happens.
 * @example
 * const { summary, rows } = await assertPath(cluster, app.on('control-plane'), app.on('worker2'))
 * echo(formatTable(rows.map((row) => ({ ...row }))))
 */
export async function assertPath(
  cluster: Cluster,
  from: Endpoint,
  to: Endpoint | string,
  options: TraceOptions = {},
): Promise<LabPathComparison> {
  return requirePass(await verifyPath(cluster, from, to, options))
}

/**
 * Holds what a packet does against what the lab's documents and the kernels' routes say, as {@link assertPath} does, and gives
 * the comparison whatever its outcome.
 *
 * @throws PredictionError when the documents do not say what happens: then {@link tracePath} shows it.
 * @example
 * const { outcome, message, trace } = await verifyPath(cluster, app.on('control-plane'), app.on('worker2'))
 * echo(formatLadder(trace), message)
 */
export async function verifyPath(
  cluster: Cluster,
  from: Endpoint,
  to: Endpoint | string,
  options: TraceOptions = {},
): Promise<LabPathComparison> {
  const { traffic, family, packetBytes } = options
  const foreseen = await lookAlongPath(cluster, from, to, traffic, family === undefined ? {} : { family })
  const { prediction } = foreseen
  const task = { cluster, from, to, ...foreseen, ...(packetBytes !== undefined && { packetBytes }) }
  const trace = await traceAlong(task, options)
  const routes = await kernelRoutes(cluster, prediction)
  const taps = trace.capture.interfaces.map(({ tap }) => tap)
  const compare = (causes: readonly string[]): PathComparison =>
    comparePath(prediction, routes, trace, { taps, causes })
  const comparison = compare(trace.causes)
  // What arrives otherwise than predicted was sent there, or rewritten, by somebody.
  const isAstray = comparison.outcome === 'fail' && trace.outcome === 'answered'
  const verdict = isAstray ? compare(await explainTrace(cluster, trace)) : comparison
  noteVerdict(trace.capture, verdict)
  return { ...verdict, trace }
}
