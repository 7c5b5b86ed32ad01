import type { FabricModel } from '@underlay/configs'
import type { VirtualDevice } from './place.ts'

/** A cable's end as a device without addresses; `place` is where it lies. */
export interface LinkEnd {
  readonly place: string
  readonly device: VirtualDevice
}

/** The ends of a fabric's links, each with its other end. `placeOf` is containerlab's name of a node to a place's. */
export function linkEnds(
  fabric: FabricModel,
  placeOf: (node: string) => string,
  macs: Readonly<Record<string, string>>,
): LinkEnd[] {
  const bridges = new Map([
    ...fabric.bridges.map((name): [string, string] => [name, name]),
    ...fabric.nodeBridges.map(({ name, device }): [string, string] => [name, device]),
  ])
  return fabric.links.flatMap(({ endpoints, mtuBytes }) =>
    endpoints.map(({ node, interface: name, mac, addresses = [] }, index): LinkEnd => {
      const other = endpoints[1 - index]
      const place = placeOf(node)
      const known = mac ?? macs[`${place}:${name}`]
      const bridge = bridges.get(node)
      return {
        place,
        device: {
          name,
          mtuBytes,
          addresses,
          ...(known !== undefined && { mac: known }),
          ...(other && { peer: { place: placeOf(other.node), device: other.interface } }),
          ...(bridge !== undefined && { bridge }),
        },
      }
    }),
  )
}
