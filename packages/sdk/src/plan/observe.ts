import type { Host } from '../host/host.ts'
import { run } from '../host/run.ts'
import type { Plan } from './plan.ts'

/** The devices that each namespace of a lab has. */
export type Devices = ReadonlyMap<string, ReadonlySet<string>>

/** Looks which namespaces and devices are there, so that a plan makes only what is missing. */
export async function observeDevices(host: Host): Promise<Devices> {
  const devices = new Map<string, Set<string>>()
  for (const line of (await run(host, '', ['/underlay/observe.pl'])).split('\n')) {
    const [namespace, device] = line.split(' ')
    if (namespace === undefined || device === undefined) continue
    const known = devices.get(namespace) ?? new Set()
    devices.set(namespace, known.add(device))
  }
  return devices
}

/** One end of a cable; without `mac` the kernel chooses one. */
interface CableEnd {
  readonly namespace: string
  readonly device: string
  readonly mac?: string
}

/** A veth pair, each end made where it belongs. */
export interface Cable {
  readonly ends: readonly [CableEnd, CableEnd]
  readonly mtuBytes: number
}

/** The plan, for the machine's own namespace, that makes the namespaces and cables that are missing. */
export function makeMissing(devices: Devices, namespaces: readonly string[], cables: readonly Cable[]): string[] {
  const instructions = namespaces.filter((name) => !devices.has(name)).map((name) => `ip netns add ${name}`)
  for (const { ends, mtuBytes } of cables) {
    const [a, b] = ends
    if (devices.get(a.namespace)?.has(a.device) && devices.get(b.namespace)?.has(b.device)) continue
    const mtu = `mtu ${mtuBytes}`
    instructions.push(`ip link add ${place(a)} ${mtu} type veth peer name ${place(b)} ${mtu}`)
  }
  return instructions
}

/** The plans that take away what is left of cables of which one end is gone: its namespace has ended, or is about to. */
export function dropHalves(devices: Devices, cables: readonly Cable[]): Plan[] {
  const there = ({ namespace, device }: CableEnd): boolean => devices.get(namespace)?.has(device) === true
  return cables.flatMap(({ ends: [a, b] }) => {
    if (there(a) === there(b)) return []
    const { namespace, device } = there(a) ? a : b
    return [{ namespace, instructions: [`drop ${device}`] }]
  })
}

function place({ namespace, device, mac }: CableEnd): string {
  return `${device} netns ${namespace}${mac === undefined ? '' : ` address ${mac}`}`
}
