import type { Route } from '../routes/routes.ts'
import type { Fact } from './fact.ts'
import { isLinkLocal, type Roles } from './roles.ts'
import type { PlaceSnapshot, SnapshotInterface, SnapshotValue } from './snapshot.ts'

/** How much is compared: `strict` also what has no meaning for where a packet goes. */
export interface FactOptions {
  readonly strict: boolean
}

/** The facts of a place's network. */
export function placeFacts(place: string, seen: PlaceSnapshot, roles: Roles, options: FactOptions): Fact[] {
  const at = roles.place(place)
  const { interfaces = [], ipv4Routes = [], ipv6Routes = [], neighbours = [], fdb = [] } = seen
  return [
    ...interfaces.map((device): Fact => ({
      place: at,
      scope: `${at} interfaces`,
      what: 'interface',
      key: roles.device(place, device.name),
      fields: interfaceFields(place, device, roles),
    })),
    ...[...ipv4Routes, ...ipv6Routes].map((route): Fact => ({
      place: at,
      scope: `${at} IPv${route.family} routes`,
      what: 'route',
      key: `${route.family === 6 ? 'IPv6 ' : ''}${roles.network(place, route.destination)}`,
      fields: routeFields(place, route, roles, options),
    })),
    ...neighbours
      .filter(({ address }) => !isLinkLocal(address))
      .map(({ address, device, mac, permanent }): Fact => ({
        place: at,
        scope: `${at} neighbours`,
        what: 'neighbour',
        key: roles.address(place, address),
        fields: { device: roles.device(place, device), mac: roles.mac(mac), permanent },
        passing: !permanent && !options.strict,
      })),
    ...fdb
      .filter(({ mac }) => options.strict || !isGroup(mac))
      .map(({ mac, device, destination, permanent }): Fact => ({
        place: at,
        scope: `${at} fdb`,
        what: 'fdb',
        key: `${roles.mac(mac)} on ${roles.device(place, device)}`,
        fields: { permanent, ...(destination !== undefined && { destination: roles.address(place, destination) }) },
        passing: !permanent && !options.strict,
      })),
  ]
}

/** What was looked at at a place. */
export function placeScopes(place: string, seen: PlaceSnapshot, roles: Roles): string[] {
  const scopes = {
    interfaces: seen.interfaces,
    'IPv4 routes': seen.ipv4Routes,
    'IPv6 routes': seen.ipv6Routes,
    neighbours: seen.neighbours,
    fdb: seen.fdb,
  }
  return Object.entries(scopes).flatMap(([name, there]) =>
    there === undefined ? [] : [`${roles.place(place)} ${name}`],
  )
}

function interfaceFields(place: string, device: SnapshotInterface, roles: Roles): Record<string, SnapshotValue> {
  const settings = Object.entries(device.settings).map(([name, value]): [string, SnapshotValue] => {
    if (typeof value !== 'string') return [name, value]
    if (name === 'link') return [name, roles.device(place, value)]
    return [name, /^[\d.]+$|:/.test(value) ? roles.address(place, value) : value]
  })
  return {
    kind: device.kind,
    ...Object.fromEntries(settings),
    flags: device.flags.join(' '),
    mtu: device.mtuBytes,
    ...(device.master !== undefined && { master: device.master }),
    mac: roles.mac(device.mac),
    addresses: device.addresses
      .map((address) => roles.own(address))
      .toSorted()
      .join(', '),
  }
}

function routeFields(
  place: string,
  route: Route,
  roles: Roles,
  { strict }: FactOptions,
): Record<string, SnapshotValue> {
  const { type, device, nextHop, source, onlink, mtuBytes, protocol, metric } = route
  return {
    type,
    onlink,
    ...(device !== undefined && { device: roles.device(place, device) }),
    ...(nextHop !== undefined && { nextHop: roles.address(place, nextHop) }),
    ...(source !== undefined && { source: roles.address(place, source) }),
    ...(mtuBytes !== undefined && { mtu: mtuBytes }),
    ...(strict && protocol !== undefined && { protocol }),
    ...(strict && metric !== undefined && { metric }),
  }
}

function isGroup(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1
}
