import type { VirtualDevice, VirtualPlace } from '../network/place.ts'
import type { Journey } from './journey.ts'
import type { PlainPacket } from './packet.ts'
import type { Walked } from './walked.ts'

const loopback: VirtualDevice = { name: 'lo', mtuBytes: 65_536, addresses: [] }

/** What a place sends to itself passes `lo`, and no other device. */
export function byLoopback(journey: Journey, place: VirtualPlace, plain: PlainPacket): Walked {
  const { trail } = journey
  const none = '00:00:00:00:00:00'
  const text = `${plain.destination} is an address of ${place.name} itself`
  const question = { destination: plain.destination, source: plain.source }
  trail.add(
    { place, device: loopback, motion: 'out', under: { plain }, link: { source: none, destination: none } },
    {
      route: { device: loopback.name, source: plain.source, question },
      decisions: [...journey.taken(), { kind: 'route', text }],
      isOrigin: true,
    },
    'router',
  )
  return trail.arrived(place.name, plain)
}
