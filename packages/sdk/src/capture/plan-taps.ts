import type { Cluster } from '../cluster/cluster.ts'
import { filterFor, tcpdumpArgv } from './tcpdump-argv.ts'
import type { StreamOptions } from './stream-taps.ts'
import { parseTap, requireInterfaces } from './tap.ts'
import { settingsOf } from './tap-settings.ts'

/** What a tap would start, and at which place. */
export interface PlannedTap {
  readonly tap: string
  readonly place: string
  readonly argv: readonly string[]
}

/**
 * What {@link streamTaps} would start, and at which place; no tap is started. On a cluster that exists it is not looked
 * whether the interfaces are there: that would start an agent on its nodes.
 *
 * @throws LabError when a tap is not of that form.
 * @throws UnknownNameError when there is no such place or interface.
 * @example
 * for (const { tap, argv } of await planTaps(cluster, ['worker2:net0'])) echo(tap, argv.join(' '))
 */
export async function planTaps(
  { internals, engine }: Cluster,
  taps: readonly string[],
  options: Pick<StreamOptions, 'filter' | 'snapLengthBytes' | 'bufferBytes'> = {},
): Promise<readonly PlannedTap[]> {
  const parsed = taps.map(parseTap)
  const settings = settingsOf(taps, options)
  const filter = filterFor(settings.filter, internals.ownTraffic)
  if (engine !== 'existing') await requireInterfaces(internals, parsed)
  return parsed.map((tap) => ({
    tap: `${tap.place}:${tap.device}`,
    place: tap.place,
    argv: tcpdumpArgv(tap, { ...settings, filter }),
  }))
}
