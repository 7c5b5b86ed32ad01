import { field } from './field.ts'
import type { Layer } from './layer.ts'

/**
 * The names of the layers as Wireshark's `frame.protocols` joins them; `ethertype` stands where an EtherType chose the next.
 *
 * Three differences from Wireshark, on purpose: what an ICMP error quotes is not listed; payloads are `data` also where
 * Wireshark knows them (`http`); and a header that is broken is `_ws.malformed` where Wireshark names the protocol that
 * it should have been: half an inner header is no proof of encapsulation.
 *
 * @example
 * ```ts
 * frameProtocols(decode(packet)) // 'eth:ethertype:ip:ip:icmp:data'
 * ```
 * @see https://www.wireshark.org/docs/dfref/f/frame.html
 */
export function frameProtocols(layers: readonly Layer[]): string {
  // Several messages in one segment are one entry.
  const nested = layers.filter(
    (layer, index) => !messages.includes(layer.name) || layers[index - 1]?.name !== layer.name,
  )
  return nested.flatMap((layer) => namesOf(layer)).join(':')
}

const messages: readonly string[] = ['bgp', 'dns']

function namesOf(layer: Layer): readonly string[] {
  if (layer.name === 'malformed') return ['_ws.malformed']
  if (layer.name === 'ieee8021ad') return [layer.name, 'ethertype']
  // Wireshark lists what guessed that the control word is one.
  if (layer.name === 'pwethcw') return ['pwethheuristic', layer.name]
  const etype = field([layer], 'eth.type') ?? field([layer], 'vlan.etype') ?? field([layer], 'sll.etype')
  return etype === undefined ? [layer.name] : [layer.name, 'ethertype']
}
