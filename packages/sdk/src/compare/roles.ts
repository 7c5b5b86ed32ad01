import { cidrContains, isCidr, networkOf, parseCidr } from '@underlay/configs'
import { podRoles } from './pod-roles.ts'
import type { LabSnapshot, SnapshotInterface } from './snapshot.ts'

/**
 * What the addresses and names of a lab are, so that two labs can be compared whose MACs, pods and blocks differ: the
 * node `worker2`, `app@worker2`, `gw0:eth1`, `block of worker2`.
 */
export interface Roles {
  /** `pod/app@worker2` for `pod/app-2g24f`. */
  place(place: string): string
  /** `veth of app@worker2` for `cali0aaab42b9f5`. */
  device(place: string, device: string): string
  /** Who has an address, as seen from a place. */
  address(place: string, address: string): string
  /** What a network is, as seen from a place. */
  network(place: string, network: string): string
  /** What one of its own addresses is to an interface. */
  own(address: string): string
  mac(mac: string): string
}

/** The roles of a lab, from what it declares and what was looked at. */
export function rolesOf(lab: LabSnapshot): Roles {
  const pods = podRoles(lab.pods)
  const veths = new Map(
    lab.pods.map(({ place, node, hostInterface }) => [`${node}:${hostInterface}`, `veth of ${pods.get(place)}`]),
  )
  const holders = holdersOf(lab, pods)
  const blocks = lab.nodes.flatMap(({ name, blocks: cidrs }) => cidrs.map((cidr) => ({ name, cidr })))
  const blockOf = (address: string) => blocks.find(({ cidr }) => cidrContains(cidr, address))
  const networksAt = new Map(
    Object.entries(lab.places).map(([place, { interfaces = [] }]) => [place, connected(interfaces)]),
  )

  const address = (place: string, text: string): string => {
    const holder = holders.get(text)
    if (holder !== undefined) return holder
    const block = blockOf(text)
    if (block !== undefined) return `in the block of ${block.name}`
    const network = networksAt.get(place)?.find(({ cidr }) => cidrContains(cidr, text))
    return network === undefined ? text : `host ${lastNumber(text)} of ${network.device}’s network`
  }
  const macs = macsOf(lab, new Map([...pods, ...veths]), address)
  return {
    place: (place) => (pods.has(place) ? `pod/${pods.get(place)}` : place),
    device: (place, device) => veths.get(`${place}:${device}`) ?? device,
    address,
    network: (place, text) => {
      if (!isCidr(text)) return text === 'default' ? text : address(place, text)
      const block = blocks.find(({ cidr }) => cidr === text)
      if (block !== undefined) return `block of ${block.name}`
      const network = networksAt.get(place)?.find(({ cidr }) => cidr === text)
      return network === undefined ? text : `network of ${network.device}`
    },
    own: (text) => {
      const { address: bare, prefixLength } = parseCidr(text)
      if (/^(127\.|::1$)/.test(bare)) return text
      if (isLinkLocal(bare)) return `link-local/${prefixLength}`
      const block = blockOf(bare)
      if (block === undefined) return `${bare.includes(':') ? 'IPv6' : 'IPv4'}/${prefixLength}`
      const first = parseCidr(block.cidr).network === bare ? 'first of' : 'in'
      return `${first} the block of ${block.name}/${prefixLength}`
    },
    mac: (mac) => macs.get(mac) ?? mac,
  }
}

/** Who has which address. */
function holdersOf(lab: LabSnapshot, pods: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const holders = new Map<string, string>()
  for (const { name, interfaces } of lab.gateways) {
    for (const { name: device, addresses } of interfaces) {
      for (const text of addresses) holders.set(bare(text), `${name}:${device}`)
    }
  }
  for (const [place, { interfaces = [] }] of Object.entries(lab.places)) {
    for (const { name, addresses } of interfaces) {
      for (const text of addresses.map(bare)) if (isLabWide(text)) holders.set(text, `${place}:${name}`)
    }
  }
  for (const { place, addresses } of lab.pods) {
    for (const text of addresses) holders.set(text, pods.get(place) ?? place)
  }
  for (const { name, addresses } of lab.nodes) for (const text of addresses) holders.set(text, name)
  return holders
}

/** Who has which MAC; one that several devices share has no role, and those of unseen places are known by their address. */
function macsOf(
  lab: LabSnapshot,
  names: ReadonlyMap<string, string>,
  roleOf: Roles['address'],
): ReadonlyMap<string, string> {
  const devices = Object.entries(lab.places).flatMap(([place, { interfaces = [] }]) =>
    interfaces
      .filter(({ kind }) => kind !== 'loopback')
      .map(({ name, mac }) => ({ mac, role: names.get(place) ?? names.get(`${place}:${name}`) ?? `${place}:${name}` })),
  )
  const byMac = Map.groupBy(devices, ({ mac }) => mac)
  const own = [...byMac].flatMap(([mac, [first, ...others]]): [string, string][] =>
    first === undefined || others.length > 0 ? [] : [[mac, first.role]],
  )
  const seen = new Set(
    Object.values(lab.places).flatMap(({ interfaces = [] }) =>
      interfaces.flatMap(({ addresses }) => addresses.map((text) => bare(text))),
    ),
  )
  const learned = Object.entries(lab.places).flatMap(([place, { neighbours = [] }]) =>
    neighbours
      .filter(({ address, mac }) => !seen.has(address) && !byMac.has(mac))
      .map(({ address, mac }): [string, string] => [mac, roleOf(place, address)]),
  )
  return new Map([...learned, ...own])
}

function connected(interfaces: readonly SnapshotInterface[]): { device: string; cidr: string }[] {
  return interfaces.flatMap(({ name, addresses }) =>
    addresses.flatMap((text) => {
      const { prefixLength, address } = parseCidr(text)
      const whole = prefixLength === (address.includes(':') ? 128 : 32)
      return whole || isLinkLocal(address) ? [] : [{ device: name, cidr: networkOf(text) }]
    }),
  )
}

function isLabWide(address: string): boolean {
  return !isLinkLocal(address) && !/^(127\.|::1$)/.test(address)
}

/** Link-local IPv6 addresses are made from the MAC, or by lot. */
export function isLinkLocal(address: string): boolean {
  return /^fe[89ab]/i.test(address)
}

function bare(address: string): string {
  return address.split('/')[0] ?? address
}

function lastNumber(address: string): string {
  return /[^.:]*$/.exec(address)?.[0] ?? ''
}
