import {
  addressAt,
  cidrInside,
  familyOf,
  type CniModel,
  type CniNode,
  type CniPool,
  type IpFamily,
} from '@underlay/configs'
import type { VirtualDevice, VirtualRoute } from '../place.ts'

/** A node of the CNI, by the names that it goes by. */
export interface KnownNode {
  readonly name: string
  readonly shortName: string
  readonly cni: CniNode
}

/** What a node has before Calico: its own devices, and how it reaches an address without Calico's routes. */
export interface CalicoSite {
  readonly devices: readonly VirtualDevice[]
  readonly lookUp: (address: string) => VirtualRoute | undefined
}

/** A node's address of a family, as Calico recorded it: with its mask. */
export function recordedAddress({ cni }: KnownNode, family: IpFamily): string | undefined {
  return (cni.addresses ?? [cni.address]).find((address) => familyOf(address) === family)
}

/** A node's blocks of a pool, the first one first. */
export function blocksIn({ cni }: KnownNode, pool: CniPool): string[] {
  return cni.blocks.filter((block) => cidrInside(block, pool.cidr))
}

/** The address of a tunnel device: the first one of the node's first block in a pool with that encapsulation. */
export function tunnelAddress(node: KnownNode, device: string, { pools }: CniModel): string | undefined {
  const blocks = pools.filter(({ tunnel }) => tunnel?.device === device).flatMap((pool) => blocksIn(node, pool))
  return blocks[0] === undefined ? undefined : addressAt(blocks[0], 0)
}
