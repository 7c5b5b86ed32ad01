import type { LinkEnd, LossCause, LossFacts } from '../loss-facts.ts'

/** Devices that carry less than the packet needs, and cables whose ends do not agree. */
export function sizeCauses({ place, kernel, packet, lab }: LossFacts): LossCause[] {
  const { sizeBytes } = packet
  const used = new Set([
    packet.device,
    ...kernel.lookups.flatMap(({ to, route }) =>
      route && to !== packet.from && to !== packet.outer?.from ? [route.device] : [],
    ),
  ])
  const small = kernel.devices.flatMap(({ name, mtuBytes }): LossCause[] => {
    if (sizeBytes === undefined || !used.has(name) || mtuBytes >= sizeBytes || name === 'lo') return []
    return [
      {
        certainty: 'certain',
        text: `${place}: the packet has ${sizeBytes} bytes, and the MTU of ${name} is ${mtuBytes}`,
      },
    ]
  })
  const routed = kernel.lookups.flatMap(({ to, route }): LossCause[] => {
    if (
      sizeBytes === undefined ||
      route?.mtuBytes === undefined ||
      route.mtuBytes >= sizeBytes ||
      to !== (packet.outer?.to ?? packet.to)
    )
      return []
    return [
      {
        certainty: 'likely',
        text: `${place}: the packet has ${sizeBytes} bytes, and the kernel knows a path MTU of ${route.mtuBytes} to ${to}`,
      },
    ]
  })
  const mtuOf = (end: LinkEnd): number | undefined =>
    lab.places[end.place]?.devices.find(({ name }) => name === end.device)?.mtuBytes
  const unequal = lab.links.flatMap(([a, b]): LossCause[] => {
    const [ofA, ofB] = [mtuOf(a), mtuOf(b)]
    if (ofA === undefined || ofB === undefined || ofA === ofB) return []
    const [less, more] = ofA < ofB ? [a, b] : [b, a]
    const [least, most] = [Math.min(ofA, ofB), Math.max(ofA, ofB)]
    const isHole = sizeBytes === undefined || sizeBytes > least
    const text = `${less.place}: the MTU of ${less.device} is ${least}, and that of the other end of its cable, ${more.device} of ${more.place}, is ${most}: larger packets are lost there`
    return isHole ? [{ certainty: sizeBytes === undefined ? 'possible' : 'likely', text }] : []
  })
  return [...small, ...routed, ...unequal]
}
