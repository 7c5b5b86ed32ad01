import { LabStateError } from '../errors.ts'
import { runAt } from './carry-out.ts'
import type { FaultSite } from './site.ts'
import { jsonRows } from '../host/json-rows.ts'

/** The hardware address that a node has for a peer's tunnel address. @throws LabStateError when it has none. */
export async function tunnelMac({ cluster, cni }: FaultSite, place: string, address: string): Promise<string> {
  const { device = '' } = cni.tunnel ?? {}
  const shown = jsonRows<{ lladdr?: string }>(
    await runAt(cluster, place, `ip -j neigh show ${address} dev ${device}`),
    'ip -j neigh',
  )
  const mac = shown[0]?.lladdr
  if (mac === undefined) throw new LabStateError(`${place} has no neighbour entry for ${address} on ${device}`)
  return mac
}
