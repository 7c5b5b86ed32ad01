import type { PathDecision } from '../../path/prediction.ts'
import type { VirtualPlace } from '../network/place.ts'
import type { Connections } from './connections.ts'
import type { KubeProxy } from './kube-proxy.ts'
import type { PlainPacket } from './packet.ts'

/** What changes the addresses of packets on their way. */
export interface TranslationOptions {
  readonly connections: Connections
  readonly kubeProxy: KubeProxy
  /** Which of a Service's endpoints is drawn. Default the first. */
  readonly pick?: number
}

/** A packet with the addresses that a place routes it by; `refusal` is why it ends there. */
export interface Translated {
  readonly packet: PlainPacket
  readonly refusal?: string
  readonly decision?: PathDecision
  /** How many endpoints there were to choose from. */
  readonly choices?: number
  /** Why the place will change the source too, once it knows by which device the packet leaves. */
  readonly masqueraded?: string
}

/** What a place makes of the addresses of a packet before it routes it: an answer is changed back, a Service's address replaced. */
export function translate(
  place: VirtualPlace,
  packet: PlainPacket,
  { connections, kubeProxy, pick = 0 }: TranslationOptions,
): Translated {
  const restored = connections.restore(place.name, packet)
  if (restored !== undefined) {
    const text = `an answer to what ${place.name} has changed: ${packet.source} → ${packet.destination} becomes ${restored.source} → ${restored.destination}`
    return { packet: restored, decision: { kind: 'nat', text } }
  }
  const verdict = packet.message.isRequest ? kubeProxy(place, packet) : undefined
  if (verdict === undefined) return { packet }
  const choices = verdict.endpoints.length
  const end = verdict.endpoints[pick]
  if (end === undefined) return { packet, choices, refusal: verdict.refusal ?? `${packet.destination} has no endpoint` }
  const redirected = { ...packet, destination: end.ip, message: { ...packet.message, port: end.port } }
  connections.remember(place.name, packet, redirected)
  const { decision, masqueraded } = end
  return { packet: redirected, decision, choices, ...(masqueraded !== undefined && { masqueraded }) }
}
