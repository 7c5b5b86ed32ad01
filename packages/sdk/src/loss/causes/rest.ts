import { familyOf } from '@underlay/configs'
import { queueKey } from '../counters.ts'
import { holderName, holdersOf, hostOf, roseBy, type LossCause, type LossFacts } from '../loss-facts.ts'

/** Addresses that two interfaces of the lab have. */
export function duplicateCauses({ packet, kernel, lab }: LossFacts): LossCause[] {
  const wanted = new Set([
    packet.from,
    packet.to,
    packet.outer?.from,
    packet.outer?.to,
    ...kernel.lookups.flatMap(({ route }) => route?.nextHop ?? []),
  ])
  const all = Object.values(lab.places).flatMap(({ devices }) =>
    devices.filter(({ name }) => name !== 'lo').flatMap(({ addresses }) => addresses.map(hostOf)),
  )
  const twice = [...new Set(all.filter((address, index) => all.indexOf(address) !== index))]
  return twice.flatMap((address): LossCause[] => {
    const holders = holdersOf(lab, address)
    if (new Set(holders.map(({ place }) => place)).size < 2) return []
    const text = `${holders[0]?.place}: the address ${address} is there more than once: ${holders.map(holderName).join(', ')} have it, and who answers ARP first gets the packets`
    return [{ certainty: wanted.has(address) ? 'certain' : 'likely', text }]
  })
}

/** A place that is to pass a packet on, and forwards nothing. */
export function forwardingCauses({ place, packet, kernel }: LossFacts): LossCause[] {
  const to = packet.outer?.to ?? packet.to
  if (to === undefined || packet.device === undefined || familyOf(to) === 6) return []
  const isOwn = kernel.devices.some(({ addresses }) => addresses.some((cidr) => hostOf(cidr) === to))
  // A bridge passes frames on, whatever it does with packets.
  if (isOwn || kernel.ports.some(({ device }) => device === packet.device)) return []
  const off = ['net.ipv4.ip_forward', `net.ipv4.conf.${packet.device}.forwarding`].find(
    (name) => kernel.settings[name] === '0',
  )
  return off === undefined ? [] : [{ certainty: 'certain', text: `${place}: it forwards nothing: ${off} = 0` }]
}

/** Queues that throw packets away. */
export function queueCauses(facts: LossFacts): LossCause[] {
  return facts.kernel.queues.flatMap(({ device, kind, drops, lossPercent }): LossCause[] => {
    const rose = roseBy(facts, queueKey(device, kind), drops)
    if (rose <= 0 && lossPercent === undefined) return []
    const loss = lossPercent === undefined ? '' : `, which loses ${lossPercent} % on purpose,`
    const certainty = rose <= 0 ? 'possible' : lossPercent === undefined ? 'likely' : 'certain'
    return [
      {
        certainty,
        text: `${facts.place}: the queue of ${device} (${kind})${loss} dropped ${Math.max(0, rose)} packets`,
      },
    ]
  })
}

/** A frame that is for somebody else: the sender has a wrong hardware address. */
export function frameCauses({ place, packet, kernel, lab }: LossFacts): LossCause[] {
  const { frameTo, device } = packet
  if (frameTo === undefined || device === undefined || (Number.parseInt(frameTo.slice(0, 2), 16) & 1) === 1) return []
  const own = kernel.devices.find(({ name }) => name === device)
  // A bridge passes on what is for others.
  if (own === undefined || own.mac === frameTo || kernel.ports.some((port) => port.device === device)) return []
  const owner = Object.entries(lab.places).flatMap(([at, { devices }]) =>
    devices.filter(({ mac }) => mac === frameTo).map(({ name }) => `${at}:${name}`),
  )[0]
  return [
    {
      certainty: 'certain',
      text: `${place}: the frame on ${device} is for ${frameTo}, ${owner === undefined ? 'which nobody in the lab has' : `which is ${owner}'s`}, and not for ${device}'s ${own.mac}: the sender has a wrong neighbour entry`,
    },
  ]
}
