import type { SourceOptions } from '../document/parse.ts'
import { parseOne } from '../document/parse.ts'
import { isKindConfig, reviewClusterIn } from './describe.ts'
import type { KindConfig } from './config.ts'

/**
 * Reads a kind configuration and checks it; see {@link describeCluster} for what is derived from it.
 *
 * @throws {@link TopologyError} with every mistake at once, each with its line and column.
 * @example
 * ```ts
 * const text = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nname: lab\nnodes:\n- role: control-plane\n'
 * parseKindConfig(text, { file: 'kind.yaml' }).name // 'lab'
 * ```
 */
export function parseKindConfig(source: string, options: SourceOptions = {}): KindConfig {
  const { value, review } = parseOne(source, options.file ?? 'kind config')
  if (value !== undefined) reviewClusterIn(value, review)
  review.settle()
  if (!isKindConfig(value)) throw new TypeError('unreachable: a document without mistakes is a kind configuration')
  return value
}
