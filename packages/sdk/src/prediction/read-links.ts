import { run } from '../host/run.ts'
import type { Spawner } from '../host/host.ts'
import { jsonRows } from '../host/json-rows.ts'

/** What the kernels of some places say of their devices. */
export interface Links {
  /** By `place:device`. */
  readonly macs: Readonly<Record<string, string>>
  readonly mtus: ReadonlyMap<string, number>
  /** The node's end of a pod's cable, where both were looked at. */
  readonly hostInterfaceOf: (pod: { readonly place: string; readonly node: string }) => string | undefined
}

interface IpLink {
  readonly ifindex: number
  readonly ifname: string
  readonly mtu: number
  readonly link_type: string
  readonly address?: string
  /** Of a veth's end: the index of the other one, in its own namespace. */
  readonly link_index?: number
}

/** Asks places for their devices, all at once. */
export async function readLinks(host: Spawner, places: readonly string[]): Promise<Links> {
  const said = await Promise.all(
    places.map(async (place): Promise<[string, IpLink[]]> => {
      const links = jsonRows<IpLink>(await run(host, place, ['ip', '-j', 'link']), 'ip -j link')
      return [place, links.filter(({ ifname }) => ifname !== undefined)]
    }),
  )
  const all = said.flatMap(([place, links]) => links.map((link) => ({ tap: `${place}:${link.ifname}`, link })))
  const byPlace = new Map(said)
  return {
    macs: Object.fromEntries(
      all.flatMap(({ tap, link }) => (link.link_type === 'ether' && link.address ? [[tap, link.address]] : [])),
    ),
    mtus: new Map(all.map(({ tap, link }) => [tap, link.mtu])),
    hostInterfaceOf: ({ place, node }) => {
      const index = byPlace.get(place)?.find(({ ifname }) => ifname === 'eth0')?.link_index
      return byPlace.get(node)?.find(({ ifindex }) => ifindex === index)?.ifname
    },
  }
}
