import { holdersOf, hostOf, type LossCause, type LossFacts } from '../loss-facts.ts'

/** A VXLAN device that does not know, or knows wrongly, to which node a frame goes. */
export function forwardingTableCauses({ place, kernel, lab }: LossFacts): LossCause[] {
  const tunnels = kernel.devices.filter(({ kind }) => kind === 'vxlan')
  const used = new Set(kernel.lookups.flatMap(({ route }) => route?.nextHop ?? []))
  return tunnels.flatMap(({ name }) =>
    kernel.neighbours
      .filter(({ device, mac }) => device === name && mac !== undefined)
      .flatMap(({ address, mac = '' }): LossCause[] => {
        const certainty = used.has(address) ? 'certain' : 'likely'
        const [owner] = holdersOf(lab, address).filter((holder) => holder.place !== place)
        const whose = owner === undefined ? address : `${address}, the tunnel address of ${owner.place}`
        const entry = kernel.forwarding.find(
          (one) => one.device === name && one.mac === mac && one.destination !== undefined,
        )
        if (entry?.destination === undefined) {
          return [
            {
              certainty,
              text: `${place}: ${name} has no forwarding entry (fdb) for ${mac}, the hardware address of ${whose}`,
            },
          ]
        }
        const { destination } = entry
        const isRight =
          owner === undefined ||
          lab.places[owner.place]?.devices.some(({ addresses }) =>
            addresses.some((cidr) => hostOf(cidr) === destination),
          )
        if (isRight) return []
        const [there] = holdersOf(lab, destination)
        const who = there === undefined ? 'which nobody in the lab has' : `which is ${there.place}'s`
        return [
          {
            certainty,
            text: `${place}: the forwarding entry (fdb) of ${name} for ${whose}, points to ${destination}, ${who}`,
          },
        ]
      }),
  )
}
