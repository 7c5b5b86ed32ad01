import type { SourceOptions } from '../document/parse.ts'
import { parseOne } from '../document/parse.ts'
import type { FabricContext } from './review-fabric.ts'
import { reviewFabric } from './review-fabric.ts'
import { isTopology, reviewTopology } from './review-topology.ts'
import type { ClabTopology } from './topology.ts'

/** Options of {@link parseClabTopology}. */
export interface ClabSourceOptions extends SourceOptions {
  /** Given, everything that {@link describeFabric} refuses is refused in the same error. */
  readonly context?: FabricContext
}

/**
 * Reads a containerlab topology and checks what is wrong with it on any engine.
 *
 * What the built-in wiring cannot realise, and what does not fit the kind configuration, {@link describeFabric} refuses, or
 * this function does when it has the `context`.
 *
 * @throws {@link TopologyError} with every mistake at once, each with its line and column.
 * @example
 * ```ts
 * const text = 'name: lab\ntopology:\n  nodes:\n    br-pool0:\n      kind: bridge\n'
 * parseClabTopology(text, { file: 'clab.yaml' }).name // 'lab'
 * ```
 * @see https://containerlab.dev/manual/topo-def-file/
 */
export function parseClabTopology(source: string, options: ClabSourceOptions = {}): ClabTopology {
  const { value, review } = parseOne(source, options.file ?? 'topology')
  if (value !== undefined) {
    if (options.context) reviewFabric(review, value, options.context)
    else reviewTopology(review, value)
  }
  review.settle()
  if (!isTopology(value)) throw new TypeError('unreachable: a document without mistakes is a topology')
  return value
}
