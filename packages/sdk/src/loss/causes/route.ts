import { cidrContains, familyOf } from '@underlay/configs'
import type { BgpSession } from '../../bgp/session.ts'
import { holdersOf, hostOf, type LossCause, type LossFacts } from '../loss-facts.ts'
import { routeFor, tunnelTarget } from '../ways.ts'
import { isBySource } from './reverse-path.ts'
import type { Lookup } from '../place-kernel.ts'

const refusals: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/unreachable/i, 'there is no route'],
  [/Invalid argument/, 'a blackhole route'],
  [/No route to host/, 'an unreachable route, or forwarding is off'],
  [/Permission denied/, 'a prohibit route'],
]

/** Routes that refuse, that are missing, or that lead elsewhere than to the node that a pod's block belongs to. */
export function routeCauses(facts: LossFacts): LossCause[] {
  const { place, kernel, packet } = facts
  if (isOnlyBridge(facts)) return []
  const wanted = new Set([packet.to, packet.from, packet.outer?.to, packet.outer?.from])
  const asked = kernel.lookups.filter(({ to }) => wanted.has(to))
  const refused = asked.filter((each) => !isRepeated(each, asked)).flatMap((lookup) => refusalOf(facts, lookup) ?? [])
  const missing = asked.filter(({ from }) => from === undefined).flatMap((lookup) => elsewhere(facts, lookup) ?? [])
  // A gateway may well know all its networks.
  const needsDefault = place.startsWith('pod/') || facts.lab.blocks.some(({ node }) => node === place)
  const lacksDefault = needsDefault && !hasDefault(facts, packet.to ?? packet.outer?.to)
  const noDefault = lacksDefault
    ? [{ certainty: 'possible', text: `${place}: there is no default route` } as const]
    : []
  return [...refused, ...missing, ...belowTunnel(facts), ...noDefault]
}

// What is refused whoever asks needs no second answer for who is forwarded.
function isRepeated({ to, from, refusal }: Lookup, asked: readonly Lookup[]): boolean {
  return from !== undefined && asked.some((own) => own.from === undefined && own.to === to && own.refusal === refusal)
}

function refusalOf(facts: LossFacts, lookup: Lookup): LossCause | undefined {
  const { to, from, refusal } = lookup
  const found = refusals.find(([pattern]) => pattern.test(refusal ?? ''))
  if (found === undefined || isBySource(lookup, facts.kernel.lookups)) return undefined
  const [, why] = found
  if (why === 'there is no route' && isForTunnel(facts)) return undefined
  const way = to === facts.packet.to || to === facts.packet.outer?.to ? to : `back to ${to}`
  const covering = from === undefined && why.endsWith('blackhole route') ? ownBlock(facts, to) : ''
  const noDefault = why === 'there is no route' && !hasDefault(facts, to) ? ', and no default route' : ''
  // Towards the packet's end it is why; back to its sender it may be that nobody asks this place.
  const certainty = way === to ? 'certain' : 'likely'
  return {
    certainty,
    text: `${facts.place}: the kernel refuses ${way}: ${why}${noDefault} ("${refusal}")${covering}${sessionsOf(facts, to)}`,
  }
}

function ownBlock({ place, lab }: LossFacts, address: string): string {
  const block = lab.blocks.find(({ node, cidr }) => node === place && cidrContains(cidr, address))
  return block === undefined ? '' : `: no pod of ${place} has this address of its block ${block.cidr}`
}

/** A pod's block that has no route of its own. */
function elsewhere(facts: LossFacts, { to, route }: Lookup): LossCause | undefined {
  const { place, kernel, lab, packet } = facts
  const block = lab.blocks.find(({ cidr }) => cidrContains(cidr, to))
  if (block === undefined || route === undefined || block.node === place || place.startsWith('pod/')) return undefined
  if (isForTunnel(facts)) return undefined
  const specific = routeFor(kernel.routes, to)?.destination
  // An address inside of a tunnel is no business of who forwards it.
  if (specific !== 'default' || (packet.outer !== undefined && !isEnd(facts))) return undefined
  const via = route.nextHop === undefined ? '' : `via ${route.nextHop} `
  // Who only passes packets on may never see this one outside of its tunnel.
  const isNode = lab.blocks.some(({ node }) => node === place)
  const isSeen = isNode || packet.device !== undefined
  return {
    certainty: !isSeen ? 'possible' : to === packet.to ? 'certain' : 'likely',
    text: `${place}: no route to ${block.cidr}, the block of ${block.node}: ${to} goes by the default route ${via}dev ${route.device}${sessionsOf(facts, to)}`,
  }
}

/** Between nodes it should have come in a tunnel: that who forwards knows no block is as it should be, and no cause. */
function isForTunnel({ place, packet: { from, to, device }, lab, kernel }: LossFacts): boolean {
  const nodes = new Set(lab.blocks.map(({ node }) => node))
  const isOfNode = (address: string): boolean =>
    lab.blocks.some(({ cidr }) => cidrContains(cidr, address)) ||
    holdersOf(lab, address).some((holder) => nodes.has(holder.place))
  // Who forwards may have put its own address in place of the sender's.
  const isOwn = (address: string): boolean =>
    device !== undefined && kernel.devices.some(({ addresses }) => addresses.map(hostOf).includes(address))
  if (!lab.hasTunnel || nodes.has(place) || place.startsWith('pod/')) return false
  return from !== undefined && to !== undefined && (isOfNode(from) || isOwn(from)) && isOfNode(to)
}

/** What goes into a tunnel goes on to a node, and that needs a route too. */
function belowTunnel({ place, kernel, packet }: LossFacts): LossCause[] {
  return kernel.lookups.flatMap((lookup): LossCause[] => {
    const node = lookup.to === packet.to ? tunnelTarget(kernel, lookup) : undefined
    if (node === undefined || routeFor(kernel.routes, node) !== undefined) return []
    const text = `${place}: ${lookup.route?.device} sends to ${node}, and there is no route to it, and no default route`
    return [{ certainty: 'certain', text }]
  })
}

// A bridge's namespace has no addresses, and routes nothing.
function isOnlyBridge({ kernel }: LossFacts): boolean {
  return (
    kernel.ports.length > 0 && kernel.devices.every(({ name, addresses }) => name === 'lo' || addresses.length === 0)
  )
}

// A gateway that masquerades has the outer source too, and no tunnel device.
function isEnd({ kernel: { devices }, packet: { outer } }: LossFacts): boolean {
  const isOwn = (cidr: string): boolean => hostOf(cidr) === outer?.to || hostOf(cidr) === outer?.from
  return devices.some(({ kind }) => kind === outer?.encapsulation) && devices.some((each) => each.addresses.some(isOwn))
}

function hasDefault({ kernel }: LossFacts, address: string | undefined): boolean {
  const family = address === undefined ? 4 : familyOf(address)
  return kernel.routes.some((route) => route.destination === 'default' && route.family === family)
}

// BGP brings the blocks of others: without the session there is no route.
function sessionsOf({ place, lab }: LossFacts, to: string): string {
  const block = lab.blocks.find(({ cidr }) => cidrContains(cidr, to))
  const down = lab.sessions.filter(({ node, state }) => node === place && state !== 'Established')
  if (block === undefined || down.length === 0) return ''
  return `; BGP brings it, and ${down.map(describeSession).join(', ')}`
}

function describeSession({ name, neighbor, state }: BgpSession): string {
  if (neighbor === '') return `its ${state}`
  return `the BGP session ${name} with ${neighbor} is ${state === '' ? 'down' : state}`
}
