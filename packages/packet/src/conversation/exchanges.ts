import type { Packet } from '../capture-file/capture-file.ts'
import { decode } from '../layers/decode.ts'
import type { DecodableCapture } from './conversations.ts'
import type { Message } from './message.ts'
import { readMessage } from './message.ts'

/** A request, and what came back. */
export interface Exchange {
  readonly protocol: 'icmp' | 'icmpv6' | 'tcp' | 'dns' | 'arp'
  /** Where it was seen: request and response are of one tap. */
  readonly interfaceId: number
  /** Who asks, and whom: addresses, with ports where there are some; for ARP and its like the address that is looked for. */
  readonly from: string
  readonly to: string
  /** `echo id=0x002a seq=1`, `SYN`, `query example.org`, `who has 10.1.5.11`. */
  readonly question: string
  /** The first packet that asks. */
  readonly request: Packet
  /** How often it was sent: more than 1 when it was sent again. */
  readonly requests: number
  /** `refused`: a reset or an ICMP error came back. */
  readonly outcome: 'answered' | 'refused' | 'unanswered'
  readonly response?: Packet
  /** From the first request to the response, in ns. */
  readonly responseNs?: bigint
}

type Open = { -readonly [Name in keyof Exchange]: Exchange[Name] }

interface Asked {
  readonly exchange: Open
  readonly payload: Uint8Array
}

/** Requests with one key that wait for an answer; more are a flood of the same packet, whose oldest are given up. */
const maximumWaiting = 64

/**
 * Pairs requests with what answers them, at each tap for itself: pings by identifier, sequence number and payload, TCP's SYN
 * with SYN-ACK or reset, DNS by id, ARP and neighbour solicitations by address. A ping that is sent again is another
 * request; a SYN, query or ARP request sent again is the same. A request without an answer is `unanswered` at a tap
 * that the answer does not pass, too.
 *
 * @example
 * ```ts
 * exchanges(capture)
 *   .filter(({ outcome }) => outcome === 'unanswered')
 *   .map(({ question, from, to }) => `${from} > ${to}: ${question}`) // ['10.98.81.4 > 10.98.193.193: echo id=0x002a seq=3']
 * ```
 * @see https://www.wireshark.org/docs/dfref/i/icmp.html "icmp.resptime"
 */
export function exchanges(capture: DecodableCapture): readonly Exchange[] {
  const found: Open[] = []
  const waiting = new Map<string, Asked[]>()
  for (const packet of capture.packets) {
    const message = readMessage(decode(packet, capture), packet.bytes)
    if (message === undefined) continue
    const key = `${packet.interfaceId} ${message.key}`
    const asked = waiting.get(key) ?? []
    if (message.side !== 'request') answer(asked, packet, message)
    else if (!isAskedAgain(asked, message)) {
      const exchange = begin(packet, message)
      found.push(exchange)
      if (asked.length === maximumWaiting) asked.shift()
      asked.push({ exchange, payload: message.payload })
      waiting.set(key, asked)
    }
  }
  return found
}

function begin(packet: Packet, { protocol, from, to, text }: Message): Open {
  const { interfaceId } = packet
  return { protocol, interfaceId, from, to, question: text, request: packet, requests: 1, outcome: 'unanswered' }
}

function isAskedAgain(asked: readonly Asked[], { again }: Message): boolean {
  const last = asked.at(-1)?.exchange
  if (last === undefined || again === 'never') return false
  if (again === 'until answered' && last.outcome !== 'unanswered') return false
  last.requests += 1
  return true
}

/** The oldest request that waits and whose payload this is. */
function answer(asked: readonly Asked[], packet: Packet, { side, payload }: Message): void {
  const found = asked.find((each) => each.exchange.outcome === 'unanswered' && isSameStart(each.payload, payload))
  if (found === undefined) return
  found.exchange.outcome = side === 'response' ? 'answered' : 'refused'
  found.exchange.response = packet
  found.exchange.responseNs = packet.timestampNs - found.exchange.request.timestampNs
}

/** A capture may have cut one of both. */
export function isSameStart(one: Uint8Array, other: Uint8Array): boolean {
  const length = Math.min(one.length, other.length)
  for (let index = 0; index < length; index++) if (one[index] !== other[index]) return false
  return true
}
