import type { Endpoint } from '../cluster/cluster.ts'
import type { Spawner } from '../host/host.ts'
import { run } from '../host/run.ts'
import { jsonRows } from '../host/json-rows.ts'

/** A network device of a node, pod or gateway. */
export interface Interface {
  readonly name: string
  readonly mac: string
  readonly mtuBytes: number
  readonly up: boolean
  /** Addresses of both families with their masks, `10.1.5.10/24`, IPv4 first; link-local IPv6 addresses are left out. */
  readonly addresses: readonly string[]
  /** The link-local IPv6 address, without mask: neighbour discovery is seen with it. */
  readonly linkLocal: string | undefined
}

interface IpAddress {
  readonly family: string
  readonly local: string
  readonly prefixlen: number
  readonly scope?: string
}

interface IpDevice {
  readonly ifname: string
  readonly flags: readonly string[]
  readonly mtu: number
  readonly address?: string
  readonly addr_info: readonly IpAddress[]
}

/**
 * The network devices of a node, pod or gateway, in the kernel's order.
 *
 * @throws UnknownNameError when there is no such place.
 * @example
 * const net0 = (await interfaces(cluster.node('worker'))).find(({ name }) => name === 'net0')
 */
export async function interfaces({ cluster, place }: Pick<Endpoint, 'cluster' | 'place'>): Promise<Interface[]> {
  return readInterfaces(cluster.internals, place)
}

/** The devices of a namespace of a host, or of a place of a lab. */
export async function readInterfaces(host: Spawner, where: string): Promise<Interface[]> {
  const devices = jsonRows<IpDevice>(await run(host, where, ['ip', '-j', 'addr']), 'ip -j addr', ['ifname'])
  return devices.map(({ ifname, flags, mtu, address = '', addr_info: addresses }) => ({
    name: ifname,
    mac: address,
    mtuBytes: mtu,
    up: flags.includes('UP'),
    addresses: addresses.filter((entry) => !isLinkLocal(entry)).map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    linkLocal: addresses.find(isLinkLocal)?.local,
  }))
}

function isLinkLocal({ family, scope }: IpAddress): boolean {
  return family === 'inet6' && scope === 'link'
}
