import { roseBy, type LossCause, type LossFacts } from '../loss-facts.ts'
import type { Lookup } from '../place-kernel.ts'

const counter = 'TcpExtIPReversePathFilter'

/**
 * A source that the kernel would not answer by the device that the packet came from.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3704#section-2.2
 * @see https://docs.kernel.org/networking/ip-sysctl.html rp_filter
 */
export function reversePathCauses(facts: LossFacts): LossCause[] {
  const { place, kernel, packet } = facts
  const strict = strictDevices(facts)
  if (strict.length === 0) return []
  const rose = roseBy(facts, counter, kernel.counters[counter])
  const counted = rose > 0 ? `; ${counter} ${facts.before === undefined ? 'is' : 'rose by'} ${rose}` : ''
  const refused = kernel.lookups.find(
    (lookup) => strict.includes(lookup.device ?? '') && isBySource(lookup, kernel.lookups),
  )
  if (refused?.device !== undefined) {
    const back = kernel.lookups.find(({ to, from }) => to === refused.from && from === undefined)?.route
    const way = back === undefined ? 'there is no way back to it' : `the way back to it is by ${back.device}`
    const text = `${place}: rp_filter refuses ${refused.from} on ${refused.device} (${setting(facts, refused.device)}): ${way}${counted}`
    return [{ certainty: 'certain', text }]
  }
  // What the kernel takes when it is asked, others were dropped for.
  const isTaken = kernel.lookups.some(({ device, route }) => device !== undefined && route !== undefined)
  if (rose <= 0 || isTaken) return []
  const where = [...new Set(strict.map((device) => setting(facts, device)))].join(', ')
  const from = packet.outer?.from ?? packet.from
  const whom = from === undefined ? 'packets' : `packets such as this from ${from}`
  return [
    {
      certainty: 'likely',
      text: `${place}: rp_filter drops ${whom} (${where})${counted}`,
    },
  ]
}

/** Whether a packet is refused for whom it comes from: to where it goes there is a route. Kernels before 6.14 say so in words of their own. */
export function isBySource({ to, from, refusal = '' }: Lookup, lookups: readonly Lookup[]): boolean {
  if (from === undefined) return false
  const isRouted = lookups.some((other) => other.to === to && other.from === undefined && other.route !== undefined)
  return /cross-device/.test(refusal) || (isRouted && /Invalid argument/.test(refusal))
}

// The stricter of the device's own and that of all counts; 2 only asks for a way back by any device.
function valueAt({ kernel }: LossFacts, device: string): number {
  const of = (name: string): number => Number(kernel.settings[`net.ipv4.conf.${name}.rp_filter`] ?? 0)
  return Math.max(of('all'), of(device))
}

function strictDevices(facts: LossFacts): string[] {
  // What a port of a bridge takes comes in by the bridge.
  const ports = new Set(facts.kernel.ports.map(({ device }) => device))
  return facts.kernel.devices
    .filter(({ name }) => name !== 'lo' && !ports.has(name) && valueAt(facts, name) === 1)
    .map(({ name }) => name)
}

function setting({ kernel }: LossFacts, device: string): string {
  const own = kernel.settings[`net.ipv4.conf.${device}.rp_filter`]
  return `net.ipv4.conf.${own === '1' ? device : 'all'}.rp_filter = 1`
}
