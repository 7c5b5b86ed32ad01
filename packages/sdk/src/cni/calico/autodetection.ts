import type { FabricModel } from '@underlay/configs'

/**
 * The autodetection method that makes Calico record the fabric's addresses: the interface that the topology gives the
 * nodes. Calico's own default, `first-found`, may take kind's eth0, and then nothing is ever encapsulated.
 */
export function deriveAutodetection(fabric: FabricModel): string {
  const names = new Set(fabric.servers.flatMap(({ addresses }) => addresses.map(({ interface: device }) => device)))
  return names.size === 0 ? 'first-found' : `interface=${[...names].join(',')}`
}
