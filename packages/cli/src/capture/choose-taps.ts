import type { Cluster } from '@underlay/sdk'
import { UsageError } from '../command/usage-error.ts'

/** Where to capture, as it was asked for. */
export interface WantedTaps {
  readonly names: readonly string[]
  readonly all?: boolean | undefined
}

/**
 * Refuses what names no taps, or names them twice.
 *
 * @throws UsageError
 */
export function checkTaps({ names, all = false }: WantedTaps): void {
  if (all && names.length > 0) throw new UsageError('--all is every interface, and others are named', 'give either')
  if (!all && names.length === 0) {
    throw new UsageError(
      'where to capture?',
      'underlay capture worker:net0, or --all; underlay inspect interfaces lists them',
    )
  }
}

/** The taps that are meant. */
export async function chooseTaps(cluster: Cluster, { names, all }: WantedTaps): Promise<readonly string[]> {
  const { tapsOfLab } = await import('@underlay/sdk')
  if (all === true) return tapsOfLab(cluster)
  return [...new Set(names)]
}
