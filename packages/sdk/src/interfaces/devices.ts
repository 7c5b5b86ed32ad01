import type { Spawner } from '../host/host.ts'
import { run } from '../host/run.ts'
import { jsonRows } from '../host/json-rows.ts'

/** A device of a place, as far as it tells how taps hang together. */
export interface PlaceDevice {
  readonly name: string
  readonly index: number
  /** `veth`, `bridge`, `vxlan`, `ipip`; `''` for hardware. */
  readonly kind: string
  /** `''` where it is no Ethernet. */
  readonly mac: string
  readonly mtuBytes: number
  readonly up: boolean
  /** The bridge or VRF that it is a port of. */
  readonly master?: string
  /** The device that it lies upon, in the same place. */
  readonly link?: string
  /** The number of the other end of a veth pair, in whatever place that is. */
  readonly peerIndex?: number
}

interface IpLink {
  readonly ifname?: string
  readonly ifindex: number
  readonly flags?: readonly string[]
  readonly mtu: number
  readonly link_type: string
  readonly address?: string
  readonly master?: string
  readonly link?: string
  readonly link_index?: number
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: { readonly link?: string } }
}

/** The devices of a place, without `lo`. */
export async function readDevices(host: Spawner, place: string): Promise<readonly PlaceDevice[]> {
  return parseDevices(await run(host, place, ['ip', '-j', '-d', 'link', 'show']))
}

/** Devices from the output of `ip -j -d link`. */
function parseDevices(json: string): readonly PlaceDevice[] {
  const links = jsonRows<IpLink>(json, 'ip -j -d link')
  return links.flatMap(({ ifname: name, ifindex: index, flags = [], mtu: mtuBytes, master, linkinfo, ...rest }) => {
    if (name === undefined || flags.includes('LOOPBACK')) return []
    const kind = linkinfo?.info_kind ?? ''
    const below = kind === 'veth' ? undefined : (rest.link ?? linkinfo?.info_data?.link)
    return [
      {
        name,
        index,
        kind,
        mac: rest.link_type === 'ether' ? (rest.address ?? '') : '',
        mtuBytes,
        up: flags.includes('UP'),
        ...(master !== undefined && { master }),
        ...(below !== undefined && { link: below }),
        ...(kind === 'veth' && rest.link_index !== undefined && { peerIndex: rest.link_index }),
      },
    ]
  })
}
