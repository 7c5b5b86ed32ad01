import { stringify } from 'yaml'
import type { KindConfig } from './config.ts'

/**
 * Writes a kind configuration as the YAML that `kind create cluster --config` reads.
 *
 * @example
 * ```ts
 * renderKindConfig({ kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', name: 'lab' })
 * ```
 */
export function renderKindConfig(config: KindConfig): string {
  return stringify(config, { lineWidth: 0, aliasDuplicateObjects: false })
}
