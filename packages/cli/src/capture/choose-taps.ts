import { findEndpoint, tapsOfLab, tapsOfPath, type Cluster } from '@underlay/sdk'
import { UsageError } from '../command/usage-error.ts'

/** Where to capture, as it was asked for. */
export interface WantedTaps {
  /** What stands on the command line beside the options: taps, or with `path` two places. */
  readonly names: readonly string[]
  readonly all?: boolean | undefined
  readonly path?: boolean | undefined
}

/**
 * Refuses what names no taps, or names them twice.
 *
 * @throws UsageError
 */
export function checkTaps({ names, all = false, path = false }: WantedTaps): void {
  if (all && path) throw new UsageError('--all and --path are two choices', 'give one of them')
  if (path && names.length !== 2) {
    throw new UsageError(
      `--path goes from one place to one other, not ${names.length}`,
      '--path worker pod/app-worker2',
    )
  }
  if (all && names.length > 0) throw new UsageError('--all is every interface, and others are named', 'give either')
  if (!all && names.length === 0) {
    throw new UsageError(
      'where to capture?',
      'underlay capture worker:net0, or --all; underlay inspect interfaces lists them',
    )
  }
}

/**
 * The taps that are meant.
 *
 * @throws UnknownNameError when a path is to begin or end where nothing is.
 */
export async function chooseTaps(cluster: Cluster, { names, all, path }: WantedTaps): Promise<readonly string[]> {
  if (all === true) return tapsOfLab(cluster)
  if (path !== true) return [...new Set(names)]
  const [from = '', to = ''] = names
  return tapsOfPath(cluster, await findEndpoint(cluster, from), await findEndpoint(cluster, to))
}
