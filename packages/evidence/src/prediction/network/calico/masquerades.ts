import { cidrContains, type CniModel, type CniPool } from '@underlay/configs'
import { hostOf } from '../addresses.ts'
import type { VirtualMasquerade } from '../place.ts'
import type { KnownNode } from './known-node.ts'

/** Whose source a node changes: natOutgoing, and what it sends itself by a tunnel. */
export function masquerades({ pools, natExcludesHosts }: CniModel, all: readonly KnownNode[]): VirtualMasquerade[] {
  const hosts = new Set(all.flatMap(({ cni }) => (cni.addresses ?? [cni.address]).map(hostOf)))
  const masquerading = pools.filter(({ natOutgoing }) => natOutgoing)
  const tunnels = new Set(pools.flatMap(({ tunnel }) => (tunnel ? [tunnel.device] : [])))
  return [
    {
      name: 'natOutgoing',
      takes: ({ source, destination }) => {
        const pool = inPool(source, masquerading)
        if (pool === undefined || inPool(destination, pools) !== undefined) return undefined
        if (natExcludesHosts && hosts.has(destination)) return undefined
        return `natOutgoing of ${pool.cidr}: ${source} is inside of it, ${destination} is in no pool`
      },
    },
    {
      name: 'tunnel source',
      takes: ({ device, isOwn }) =>
        tunnels.has(device) && isOwn ? `what the node itself sends by ${device} has that device's address` : undefined,
    },
  ]
}

function inPool(address: string, pools: readonly CniPool[]): CniPool | undefined {
  return pools.find(({ cidr }) => cidrContains(cidr, address))
}
