import { parseRoutes } from '../routes/routes.ts'
import type {
  PlaceSnapshot,
  SnapshotFdbEntry,
  SnapshotInterface,
  SnapshotNeighbour,
  SnapshotValue,
} from './snapshot.ts'
import { jsonRows } from '../host/json-rows.ts'

/** What the programs of a place said, each in JSON; what is absent or empty was not looked at. */
export interface PlaceTexts {
  /** `ip -j -d addr` */
  readonly addr?: string
  /** `ip -j -4 route` */
  readonly ipv4Routes?: string
  /** `ip -j -6 route` */
  readonly ipv6Routes?: string
  /** `ip -j neigh`, one text a family. */
  readonly neigh?: readonly string[]
  /** `bridge -j fdb` */
  readonly fdb?: string
}

/** Reads what a place's programs said. */
export function readPlace({ addr, ipv4Routes, ipv6Routes, neigh, fdb }: PlaceTexts): PlaceSnapshot {
  return {
    ...(addr && { interfaces: readInterfaces(addr) }),
    ...(ipv4Routes && { ipv4Routes: parseRoutes(ipv4Routes) }),
    ...(ipv6Routes && { ipv6Routes: parseRoutes(ipv6Routes, 6) }),
    ...(neigh && { neighbours: neigh.flatMap((text) => readNeighbours(text)) }),
    ...(fdb !== undefined && { fdb: readFdb(fdb) }),
  }
}

interface IpDevice {
  readonly ifname: string
  readonly flags: readonly string[]
  readonly mtu: number
  readonly link_type: string
  readonly address?: string
  readonly master?: string
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: Readonly<Record<string, unknown>> }
  readonly addr_info: readonly { readonly local?: string; readonly prefixlen: number }[]
}

// Of what a device can be told, what decides about its packets; the rest is counters, timers and defaults.
const settingsOf: Readonly<Record<string, readonly string[]>> = {
  vxlan: ['id', 'port', 'local', 'link', 'learning', 'ttl', 'df', 'udp_csum'],
  ipip: ['remote', 'local', 'ttl', 'pmtudisc'],
  vlan: ['id', 'protocol'],
  macvlan: ['mode'],
  bridge: ['vlan_filtering'],
  vrf: ['table'],
}

function readInterfaces(json: string): SnapshotInterface[] {
  // iproute2 leaves an empty object for each device that a filter left out.
  const devices = jsonRows<IpDevice>(json, 'ip -j addr').filter(({ ifname }) => ifname !== undefined)
  return devices.map(
    ({ ifname, flags, mtu, link_type: type, address = '', master, linkinfo, addr_info: addresses }) => {
      const kind = linkinfo?.info_kind ?? (type === 'loopback' ? 'loopback' : 'device')
      const wanted = settingsOf[kind] ?? []
      const settings = Object.entries(linkinfo?.info_data ?? {}).filter((entry): entry is [string, SnapshotValue] => {
        return wanted.includes(entry[0]) && ['string', 'number', 'boolean'].includes(typeof entry[1])
      })
      return {
        name: ifname,
        kind,
        settings: Object.fromEntries(settings),
        flags: flags.toSorted(),
        mtuBytes: mtu,
        mac: address,
        addresses: addresses.flatMap(({ local, prefixlen }) => (local === undefined ? [] : [`${local}/${prefixlen}`])),
        ...(master !== undefined && { master }),
      }
    },
  )
}

interface IpNeighbour {
  readonly dst: string
  readonly dev: string
  readonly lladdr?: string
  readonly state?: readonly string[]
}

function readNeighbours(json: string): SnapshotNeighbour[] {
  return jsonRows<IpNeighbour>(json, 'ip -j neigh').flatMap(({ dst, dev, lladdr, state = [] }) => {
    // Without a MAC nobody answered; NOARP is the kernel's own entry for multicast.
    if (lladdr === undefined || state.includes('NOARP')) return []
    return [{ address: dst, device: dev, mac: lladdr, permanent: state.includes('PERMANENT') }]
  })
}

interface BridgeEntry {
  readonly mac: string
  readonly ifname: string
  readonly dst?: string
  readonly state?: string
}

function readFdb(json: string): SnapshotFdbEntry[] {
  return jsonRows<BridgeEntry>(json, 'bridge -j fdb').map(({ mac, ifname, dst, state = '' }) => ({
    mac,
    device: ifname,
    ...(dst !== undefined && { destination: dst }),
    permanent: state === 'permanent',
  }))
}
