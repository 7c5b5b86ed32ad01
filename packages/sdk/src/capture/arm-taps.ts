import type { Packet } from '@underlay/packet'
import type { Access } from '../engine/engine.ts'
import { armTap, type ArmedTap, type TapSettings } from './armed-tap.ts'
import type { Tap } from './tap.ts'

/**
 * Arms all taps at once; when one is refused, none stays.
 *
 * @param onPackets takes the packets of each tap as they come.
 * @throws what the first tap that is refused throws.
 */
export async function armTaps(
  access: Access,
  taps: readonly Tap[],
  settings: TapSettings,
  onPackets: (tapId: number, packets: readonly Packet[]) => void,
): Promise<readonly ArmedTap[]> {
  const arming = await Promise.allSettled(
    taps.map((tap, id) => armTap(access, tap, settings, (packets) => onPackets(id, packets))),
  )
  const armed = arming.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  const refused = arming.find((outcome) => outcome.status === 'rejected')
  if (refused === undefined) return armed
  await Promise.allSettled(armed.map((tap) => tap.stop()))
  throw refused.reason
}
