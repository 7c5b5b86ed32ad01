import {
  formatLadder,
  formatMatrix,
  formatPrediction,
  ladderHtml,
  matrixHtml,
  predictionHtml,
  type EncapMatrix,
  type LadderOptions,
  type PathPrediction,
  type PathTrace,
} from '@underlay/evidence'
import { displayable, type Displayable } from './displayable.ts'

/**
 * A trace as a ladder to show: a column for each interface, the headers of the packet below, what changed marked. Text is
 * `formatLadder`.
 *
 * @example
 * show(ladder(await tracePath(cluster, app.on('control-plane'), app.on('worker2'))))
 */
export function ladder(trace: PathTrace, options: LadderOptions = {}): Displayable {
  return displayable({ 'text/plain': formatLadder(trace, options), 'text/html': ladderHtml(trace) })
}

/**
 * A prediction as a table to show: a row for each interface, with the packet there and why it goes on so. Text is
 * `formatPrediction`.
 *
 * @example
 * show(predictionTable(await predictPath(cluster, app.on('control-plane'), app.on('worker2'))))
 */
export function predictionTable(prediction: PathPrediction): Displayable {
  return displayable({ 'text/plain': formatPrediction(prediction), 'text/html': predictionHtml(prediction) })
}

/**
 * A matrix as a table to show: senders are rows, receivers columns. Text is `formatMatrix`.
 *
 * @example
 * show(matrixTable(await encapMatrix(cluster)))
 */
export function matrixTable(matrix: EncapMatrix): Displayable {
  return displayable({ 'text/plain': formatMatrix(matrix), 'text/html': matrixHtml(matrix) })
}
