import type { Packet } from '@underlay/packet'
import type { Access } from '../engine/engine.ts'
import { untilAborted } from '../process/until-aborted.ts'
import { armTap, type ArmedTap } from './armed-tap.ts'
import type { TapSettings } from './tcpdump-argv.ts'
import type { Tap } from './tap.ts'

/**
 * Arms all taps at once; when one is refused, none stays.
 *
 * @param onPackets takes the packets of each tap as they come.
 * @param signal ends the waiting; what listens only later ends at once.
 * @throws what the first tap that is refused throws; the signal's reason.
 */
export async function armTaps(
  access: Access,
  taps: readonly Tap[],
  settings: TapSettings,
  onPackets: (tapId: number, packets: readonly Packet[]) => void,
  signal?: AbortSignal,
): Promise<readonly ArmedTap[]> {
  signal?.throwIfAborted()
  const starting = taps.map((tap, id) => armTap(access, tap, settings, (packets) => onPackets(id, packets)))
  const arming = Promise.allSettled(starting)
  const outcomes = await untilAborted(() => arming, signal).catch((error: unknown) => {
    for (const start of starting) start.then((tap) => tap.stop()).catch(() => {})
    throw error
  })
  const armed = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  const refused = outcomes.find((outcome) => outcome.status === 'rejected')
  if (refused === undefined) return armed
  await Promise.allSettled(armed.map((tap) => tap.stop()))
  throw refused.reason
}
