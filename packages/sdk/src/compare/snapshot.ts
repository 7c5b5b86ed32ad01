import type { Route } from '../routes/routes.ts'

/**
 * A lab as it was observed: plain data, so that it can be kept as JSON and held against another lab later.
 *
 * @example
 * await writeFile('lab.json', JSON.stringify(await observeLab(cluster)))
 */
export interface LabSnapshot {
  readonly name: string
  /** What carried it, for the head of a comparison: `netns on microvm, Linux 6.1.0, modelled calico`. */
  readonly origin: string
  readonly nodes: readonly SnapshotNode[]
  /** The pods with a network of their own, looked at or not. */
  readonly pods: readonly SnapshotPod[]
  readonly gateways: readonly SnapshotGateway[]
  /** What was looked at: `worker2`, `pod/app-worker2`, `gw0`. */
  readonly places: Readonly<Record<string, PlaceSnapshot>>
  /** The flows that were sent, by the name that the caller gave. */
  readonly flows: Readonly<Record<string, FlowSnapshot>>
}

/** A node as the cluster and its CNI know it. */
export interface SnapshotNode {
  /** Its short name, `worker2`, which is its place. */
  readonly name: string
  /** Node addresses without mask. */
  readonly addresses: readonly string[]
  /** The pod networks that are routed to it. */
  readonly blocks: readonly string[]
}

/** A pod as the cluster knows it. */
export interface SnapshotPod {
  readonly place: string
  /** The workload that it belongs to, its own name where there is none. */
  readonly owner: string
  readonly node: string
  readonly addresses: readonly string[]
  /** The node's end of its veth pair, where that is known. */
  readonly hostInterface?: string
}

/** A gateway as the topology declares it; addresses with mask. */
export interface SnapshotGateway {
  readonly name: string
  readonly interfaces: readonly { readonly name: string; readonly addresses: readonly string[] }[]
}

/** The network of a place; what is absent was not looked at. */
export interface PlaceSnapshot {
  readonly interfaces?: readonly SnapshotInterface[]
  readonly ipv4Routes?: readonly Route[]
  readonly ipv6Routes?: readonly Route[]
  readonly neighbours?: readonly SnapshotNeighbour[]
  readonly fdb?: readonly SnapshotFdbEntry[]
}

/** A network device. */
export interface SnapshotInterface {
  readonly name: string
  /** iproute2's: `veth`, `vxlan`, `ipip`, `bridge`; `loopback` for lo, `device` for hardware. */
  readonly kind: string
  /** The kind's own settings that decide what happens to a packet: VNI, port, local address, learning … */
  readonly settings: Readonly<Record<string, SnapshotValue>>
  readonly flags: readonly string[]
  readonly mtuBytes: number
  readonly mac: string
  /** Both families, with prefix length. */
  readonly addresses: readonly string[]
  /** The bridge or VRF that it is a port of. */
  readonly master?: string
}

/** An entry of the neighbour table. */
export interface SnapshotNeighbour {
  readonly address: string
  readonly device: string
  readonly mac: string
  /** Programmed, not learned. */
  readonly permanent: boolean
}

/** An entry of the forwarding database. */
export interface SnapshotFdbEntry {
  readonly mac: string
  readonly device: string
  /** The tunnel's other end. */
  readonly destination?: string
  readonly permanent: boolean
}

/** A flow between two places, packet by packet at each tap. */
export interface FlowSnapshot {
  readonly from: string
  readonly to: string
  /** By tap, `worker2:net0`; a tap that saw nothing has no packets, and that is a fact too. */
  readonly taps: Readonly<Record<string, readonly SnapshotPacket[]>>
}

/** A packet of a flow. */
export interface SnapshotPacket {
  readonly direction: 'forward' | 'reverse'
  /** What it says: `echo request`, `SYN`, `segment` … */
  readonly message: string
  /** Wireshark's `frame.protocols`, without the payload's `data`. */
  readonly protocols: string
  /** Bytes in front of the innermost IP header: all that carries it. */
  readonly headerBytes: number
  /** Wireshark's names, with the layer operator where a layer comes twice: `ip.ttl#2`. */
  readonly fields: Readonly<Record<string, SnapshotValue>>
}

export type SnapshotValue = string | number | boolean
