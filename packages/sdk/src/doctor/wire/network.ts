import { makeMissing, type Cable } from '../../plan/observe.ts'
import type { Plan } from '../../plan/plan.ts'

/** A place of a probe's network: its devices with their addresses, and what else is to be done in it. */
export interface ProbePlace {
  readonly name: string
  /** CIDRs by the name of the device. */
  readonly addresses: Readonly<Record<string, string>>
  readonly instructions?: readonly string[]
}

/** `a:net0 b:net0`, with the MTU of the cable, default 1500 bytes. */
export interface ProbeCable {
  readonly ends: readonly [string, string]
  readonly mtuBytes?: number
}

/** The plans of a small network: namespaces and cables first, then what is in each place. */
export function probeNetwork(
  places: readonly ProbePlace[],
  cables: readonly ProbeCable[],
): readonly (readonly Plan[])[] {
  const wires = cables.map(({ ends: [a, b], mtuBytes = 1500 }): Cable => ({ ends: [end(a), end(b)], mtuBytes }))
  const names = places.map(({ name }) => name)
  const first = { namespace: '', instructions: makeMissing(new Map(), names, wires) }
  return [[first], places.map(planPlace)]
}

function end(text: string): Cable['ends'][0] {
  const [namespace = '', device = ''] = text.split(':')
  return { namespace, device }
}

function planPlace({ name, addresses, instructions = [] }: ProbePlace): Plan {
  const devices = Object.entries(addresses).flatMap(([device, cidr]) => [
    `ip link set ${device} up`,
    `ip addr add ${cidr} dev ${device}`,
  ])
  return { namespace: name, instructions: ['ip link set lo up', ...devices, ...instructions] }
}
