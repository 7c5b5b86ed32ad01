import { runAt } from './carry-out.ts'
import type { FaultSite } from './site.ts'
import { jsonRows } from '../host/json-rows.ts'

/** A device's MTU and hardware address. */
export async function readDevice(
  { cluster }: FaultSite,
  place: string,
  device: string,
): Promise<{ readonly mtu: number; readonly address: string }> {
  const [shown] = jsonRows<{ mtu: number; address: string }>(
    await runAt(cluster, place, `ip -j link show dev ${device}`),
    'ip -j link',
  )
  if (shown === undefined) throw new TypeError(`${place} has no ${device}`)
  return shown
}
