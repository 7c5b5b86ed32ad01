import { canonicalAddress, familyOf, networkOf, parseCidr } from '@underlay/configs'
import type { PlannedGateway } from './plan-gateway.ts'

interface Session {
  readonly to: string
  readonly internal: boolean
}

/**
 * The networks that each gateway is to hear of from the others by BGP, by name: what the gateways of a fabric have to know
 * before it carries packets from rack to rack. What nodes announce comes later, and what a reflector passes on inside its AS
 * is not counted on.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4271#section-9.1.2
 */
export function awaitedRoutes(gateways: readonly PlannedGateway[]): ReadonlyMap<string, readonly string[]> {
  const awaited = new Map<string, Set<string>>()
  for (const family of [4, 6] as const) {
    const sessions = sessionsOf(gateways, family)
    for (const { name, gateway } of gateways) {
      const networks = (gateway.bgp?.networks ?? []).filter((network) => familyOf(network) === family)
      for (const reached of spread(name, gateways, sessions)) {
        // What it announces itself it does not take from others.
        const own = gateways.find((other) => other.name === reached)?.gateway.bgp?.networks.map(networkOf) ?? []
        const others = networks.map(networkOf).filter((network) => !own.includes(network))
        awaited.set(reached, new Set([...(awaited.get(reached) ?? []), ...others]))
      }
    }
  }
  return new Map([...awaited].map(([name, networks]) => [name, [...networks]]))
}

// A session stands where both ends are told of it, and of the right AS.
function sessionsOf(gateways: readonly PlannedGateway[], family: 4 | 6): ReadonlyMap<string, readonly Session[]> {
  const owners = new Map(gateways.flatMap((entry) => addressesOf(entry).map((address) => [address, entry] as const)))
  return new Map(
    gateways.map((entry) => {
      const { asNumber, neighbors = [] } = entry.gateway.bgp ?? {}
      const own = addressesOf(entry)
      const up = neighbors.flatMap(({ address, remoteAs }): Session[] => {
        const other = familyOf(address) === family ? owners.get(canonicalAddress(address)) : undefined
        const back = other?.gateway.bgp?.neighbors.find((neighbor) => own.includes(canonicalAddress(neighbor.address)))
        if (other?.gateway.bgp?.asNumber !== remoteAs || back?.remoteAs !== asNumber) return []
        return [{ to: other.name, internal: remoteAs === asNumber }]
      })
      return [entry.name, up]
    }),
  )
}

function spread(
  origin: string,
  gateways: readonly PlannedGateway[],
  sessions: ReadonlyMap<string, readonly Session[]>,
): ReadonlySet<string> {
  const numbers = new Map(gateways.map(({ name, gateway }) => [name, gateway.bgp?.asNumber]))
  const queue = [{ at: origin, internal: false, path: [numbers.get(origin)] }]
  const reached = new Set<string>()
  for (const { at, internal, path } of queue) {
    for (const session of sessions.get(at) ?? []) {
      if (session.to === origin || reached.has(session.to) || (internal && session.internal)) continue
      const number = numbers.get(session.to)
      if (!session.internal && path.includes(number)) continue
      reached.add(session.to)
      queue.push({ at: session.to, internal: session.internal, path: session.internal ? path : [number, ...path] })
    }
  }
  return reached
}

function addressesOf({ gateway, addresses = [] }: PlannedGateway): readonly string[] {
  const own = gateway.interfaces.flatMap((device) => [
    ...device.addresses,
    ...(device.vlans ?? []).flatMap((vlan) => vlan.addresses),
  ])
  return [...own, ...addresses.map(({ address }) => address)].map((address) => parseCidr(address).address)
}
