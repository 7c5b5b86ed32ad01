import type { LinkEnd, LossCause, LossFacts } from '../loss-facts.ts'
import type { KernelDevice } from '../place-kernel.ts'
import { waysOf } from '../ways.ts'

/** Devices that are down or without carrier, ports of bridges that pass nothing: of the place, of the lab's cables, of the way. */
export function linkCauses({ place, kernel, packet, lab }: LossFacts): LossCause[] {
  const used = new Set([packet.device, ...waysOf(kernel).map(({ device }) => device)])
  const cabled = lab.links.flat().filter((end) => !(end.place === place && used.has(end.device)))
  const dead = (end: LinkEnd): string | undefined => {
    const device = lab.places[end.place]?.devices.find(({ name }) => name === end.device)
    return device && whyDead(device, end.place, otherEnd(lab.links, end))
  }
  return [
    ...kernel.devices.flatMap((device): LossCause[] => {
      if (!used.has(device.name)) return []
      const text = whyDead(device, place, otherEnd(lab.links, { place, device: device.name }))
      return text === undefined ? [] : [{ certainty: 'certain', text }]
    }),
    ...kernel.ports
      .filter(({ device, state }) => isPlugged(kernel.devices, device) && !['forwarding', ''].includes(state))
      .map(({ device, bridge, state }): LossCause => {
        return {
          certainty: 'likely',
          text: `${place}: the port ${device} of the bridge ${bridge} is ${state}: it passes nothing`,
        }
      }),
    ...cabled.flatMap((end): LossCause[] => {
      const text = dead(end)
      return text === undefined ? [] : [{ certainty: 'likely', text }]
    }),
  ]
}

function whyDead({ name, up, carrier }: KernelDevice, place: string, other: LinkEnd | undefined): string | undefined {
  if (!up) return `${place}: ${name} is down`
  if (carrier) return undefined
  const end =
    other === undefined
      ? 'the other end of its cable'
      : `the other end of its cable, ${other.device} of ${other.place},`
  return `${place}: ${name} has no carrier: ${end} is down`
}

// A port that is down is told as a device.
function isPlugged(devices: readonly KernelDevice[], port: string): boolean {
  const device = devices.find(({ name }) => name === port)
  return device === undefined || (device.up && device.carrier)
}

function otherEnd(links: LossFacts['lab']['links'], { place, device }: LinkEnd): LinkEnd | undefined {
  for (const [a, b] of links) {
    if (a.place === place && a.device === device) return b
    if (b.place === place && b.device === device) return a
  }
  return undefined
}
