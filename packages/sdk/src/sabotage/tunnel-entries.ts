import { LabStateError } from '../errors.ts'
import { runAt } from './carry-out.ts'
import type { FaultSite } from './site.ts'

/** The hardware address that a node has for a peer's tunnel address. @throws LabStateError when it has none. */
export async function tunnelMac({ cluster, cni }: FaultSite, place: string, address: string): Promise<string> {
  const { device = '' } = cni.tunnel ?? {}
  const shown = JSON.parse(
    (await runAt(cluster, place, `ip -j neigh show ${address} dev ${device}`)).trim() || '[]',
  ) as {
    lladdr?: string
  }[]
  const mac = shown[0]?.lladdr
  if (mac === undefined) throw new LabStateError(`${place} has no neighbour entry for ${address} on ${device}`)
  return mac
}
