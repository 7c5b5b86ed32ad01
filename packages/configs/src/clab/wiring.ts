import { gatewayDevices } from '../gateway/devices.ts'
import type { ReadGateway } from './read-gateway-node.ts'
import { bridgeDevice } from './node-place.ts'
import type { ReadNode } from './read-node.ts'
import type { Structure } from './structure.ts'

/** Which interfaces the nodes of a topology have. */
export interface Wiring {
  /**
   * What the topology gives to a node, beside the eth0 and lo that it has. Undefined when it may have any: links are not
   * all known, or programs run that may make devices.
   */
  readonly interfacesOf: (node: string) => ReadonlySet<string> | undefined
}

/** Collects the interfaces that links, `ip link` lines, VLANs and namespaced bridges give to nodes; those of one place are shared. */
export function wiringOf(
  { links, places, nodes, linksComplete }: Structure,
  read: readonly ReadNode[],
  gateways: readonly ReadGateway[],
): Wiring {
  const known = new Map<string, Set<string>>()
  const add = (node: string, ...names: readonly string[]): void => {
    const place = places.get(node) ?? node
    const found = known.get(place) ?? new Set()
    for (const name of names) found.add(name)
    known.set(place, found)
  }
  for (const { endpoints, vlan } of links) {
    for (const { node, interface: name } of endpoints) add(node, name, ...tagged(name, vlan?.trunk))
  }
  for (const { name, kind } of nodes) add(name, ...(kind === 'bridge' ? [bridgeDevice(name)] : []))
  for (const { node, exec } of read) add(node.name, ...exec.devices)
  for (const { gateway } of gateways) {
    for (const { name, vlan } of gatewayDevices(gateway.gateway)) {
      if (vlan && known.get(gateway.name)?.has(vlan.parent)) add(gateway.name, name)
    }
  }
  const open = new Set(read.filter(({ exec }) => exec.others).map(({ node }) => places.get(node.name)))
  return {
    interfacesOf: (node) => {
      const place = places.get(node) ?? node
      if (!linksComplete || open.has(place)) return undefined
      return known.get(place) ?? new Set()
    },
  }
}

/** The interfaces that a node has for the tags of a trunk. */
export function tagged(name: string, trunk: readonly number[] = []): string[] {
  return trunk.map((id) => `${name}.${id}`)
}
