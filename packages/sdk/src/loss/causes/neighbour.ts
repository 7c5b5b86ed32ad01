import { cidrContains } from '@underlay/configs'
import {
  holderName,
  holdersOf,
  hostOf,
  type Holder,
  type LabView,
  type LossCause,
  type LossFacts,
} from '../loss-facts.ts'
import type { KernelNeighbour, PlaceKernel } from '../place-kernel.ts'
import { waysOf } from '../ways.ts'

/** Next hops that nobody answers for, and entries with another hardware address than the owner's: here, then elsewhere in the lab. */
export function neighbourCauses(facts: LossFacts): LossCause[] {
  const { place, kernel, lab, packet } = facts
  const hops = new Set(waysOf(kernel).map(({ hop }) => hop))
  const unanswered = kernel.neighbours
    .filter(
      ({ state, mac, device }) => mac === undefined && /FAILED|INCOMPLETE/.test(state) && !isVxlan(kernel, device),
    )
    // Of another address than the packet's next hops it says nothing of the packet.
    .filter(({ address }) => hops.size === 0 || hops.has(address))
    .map((entry): LossCause => {
      const certainty = hops.has(entry.address) ? 'certain' : 'likely'
      return {
        certainty,
        text: `${place}: nobody answers for ${entry.address} on ${entry.device} (neighbour ${entry.state})${whySilent(facts, entry)}`,
      }
    })
  const wrong = Object.entries(lab.places).flatMap(([at, { neighbours }]) =>
    neighbours.flatMap((entry): LossCause[] => {
      const text = whyWrong(lab, at, entry)
      if (text === undefined) return []
      const isHere = at === place && (hops.size === 0 || hops.has(entry.address))
      return [{ certainty: isHere || entry.mac === packet.frameTo ? 'certain' : 'likely', text }]
    }),
  )
  return [...wrong, ...unanswered, ...withoutEntry(facts, hops)]
}

function whySilent({ place, lab }: LossFacts, { address, device }: KernelNeighbour): string {
  const [holder] = holdersOf(lab, address)
  if (holder === undefined) return ': no interface of the lab has this address'
  const own = lab.places[place]?.devices
    .find(({ name }) => name === device)
    ?.addresses.find((cidr) => cidrContains(cidr, address))
  const owner = `${holderName(holder)} has it`
  if (!holder.device.up) return `: ${owner}, and is down`
  if (!holder.device.carrier) return `: ${owner}, and has no carrier`
  if (own !== undefined && !cidrContains(holder.cidr, hostOf(own))) {
    return `: ${owner} as ${holder.cidr}, in another network, which ${place}'s ${own} takes for its own: their masks are unequal`
  }
  return own === undefined ? `: ${owner} as ${holder.cidr}, and it is not on ${place}'s ${device}` : `: ${owner}`
}

function whyWrong(lab: LabView, at: string, { address, device, mac, state }: KernelNeighbour): string | undefined {
  const holders = holdersOf(lab, address).filter((holder) => holder.place !== at)
  // By proxy ARP the owner answers with the address of another of its devices.
  const isOwners = holders.some(({ place }) => lab.places[place]?.devices.some((device) => device.mac === mac))
  if (mac === undefined || holders.length === 0 || isOwners) return undefined
  const thief = Object.entries(lab.places).flatMap(([place, { devices }]) =>
    devices.filter((one) => one.mac === mac).map((one) => `${place}:${one.name}`),
  )
  const whose = thief.length === 0 ? 'which nobody in the lab has' : `which is ${thief[0]}'s`
  const owner = holders.map((holder: Holder) => `${holderName(holder)} has it with ${holder.device.mac}`).join(', ')
  return `${at}: the neighbour entry for ${address} on ${device} says ${mac} (${state}), ${whose}; ${owner}`
}

// A tunnel device of Calico's learns nothing: what has no entry there is lost.
function withoutEntry({ place, kernel, lab }: LossFacts, hops: ReadonlySet<string>): LossCause[] {
  return kernel.lookups.flatMap(({ route }): LossCause[] => {
    const hop = route?.nextHop
    if (hop === undefined || !hops.has(hop) || !isVxlan(kernel, route?.device)) return []
    if (kernel.neighbours.some(({ address, device, mac }) => address === hop && device === route?.device && mac))
      return []
    const [owner] = holdersOf(lab, hop)
    const whose = owner === undefined ? hop : `${hop}, the tunnel address of ${owner.place}`
    const text = `${place}: ${route?.device} has no neighbour entry for ${whose}: nobody answers ARP in the tunnel`
    return [{ certainty: 'certain', text }]
  })
}

function isVxlan({ devices }: PlaceKernel, device: string | undefined): boolean {
  return devices.some(({ name, kind }) => name === device && kind === 'vxlan')
}
