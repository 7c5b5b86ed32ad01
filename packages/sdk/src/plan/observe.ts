import type { Host } from '../host/host.ts'
import { run } from '../host/run.ts'
import type { Plan } from './plan.ts'

/** The devices that each namespace of a lab has. */
export type Devices = ReadonlyMap<string, ReadonlySet<string>>

/** Looks which namespaces and devices are there, so that a plan makes only what is missing. */
export async function observeDevices(host: Host): Promise<Devices> {
  return gather(await observe(host), ({ device }) => [device])
}

/** The addresses, without masks, that the devices of each namespace of a lab have, read by one program for all. */
export async function observeAddresses(host: Host): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  return gather(await observe(host), ({ addresses }) => addresses)
}

interface Observed {
  readonly namespace: string
  readonly device: string
  readonly addresses: readonly string[]
}

async function observe(host: Host): Promise<readonly Observed[]> {
  const lines = (await run(host, '', ['/underlay/observe.pl'])).split('\n')
  return lines.flatMap((line) => {
    const [namespace, device, ...addresses] = line.split(' ')
    return namespace === undefined || device === undefined ? [] : [{ namespace, device, addresses }]
  })
}

function gather(rows: readonly Observed[], of: (row: Observed) => readonly string[]): Map<string, Set<string>> {
  const byNamespace = Map.groupBy(rows, ({ namespace }) => namespace)
  return new Map([...byNamespace].map(([namespace, own]) => [namespace, new Set(own.flatMap(of))]))
}

/** One end of a cable; without `mac` the kernel chooses one. */
interface CableEnd {
  readonly namespace: string
  readonly device: string
  readonly mac?: string
}

/** A veth pair, each end made where it belongs; the second one gets an index of its own choice. */
export interface Cable {
  readonly ends: readonly [CableEnd, CableEnd]
  readonly mtuBytes: number
}

/** The plan, for the machine's own namespace, that makes the namespaces and cables that are missing. */
export function makeMissing(devices: Devices, namespaces: readonly string[], cables: readonly Cable[]): string[] {
  const instructions = namespaces.filter((name) => !devices.has(name)).map((name) => `ip netns add ${name}`)
  const indices = new Map<string, Set<number>>()
  for (const { ends, mtuBytes } of cables) {
    const [a, b] = ends
    if (devices.get(a.namespace)?.has(a.device) && devices.get(b.namespace)?.has(b.device)) continue
    const mtu = `mtu ${mtuBytes}`
    const index = freeIndex(b, indices)
    // The kernel takes an index for the first end alone.
    instructions.push(`ip link add ${place(b)} index ${index} ${mtu} type veth peer name ${place(a)} ${mtu}`)
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

const FIRST_INDEX = 2 ** 20
const INDICES = 2 ** 30 - FIRST_INDEX

/**
 * An interface index that the kernel gives to no other device. Where both ends of a pair have the same one, each in its
 * namespace, the kernel takes the pair for a real device, whose carrier it looks at once a second: a bridge's port is
 * disabled until then.
 *
 * @see https://github.com/torvalds/linux/blob/v6.1/net/core/link_watch.c linkwatch_urgent_event
 */
function freeIndex({ namespace, device }: CableEnd, taken: Map<string, Set<number>>): number {
  const own = taken.get(namespace) ?? new Set()
  taken.set(namespace, own)
  let index = FIRST_INDEX + (hashOf(`${namespace} ${device}`) % INDICES)
  while (own.has(index)) index++
  own.add(index)
  return index
}

// FNV-1a: the same name has the same index in every run.
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  return hash
}

function place({ namespace, device, mac }: CableEnd): string {
  return `${device} netns ${namespace}${mac === undefined ? '' : ` address ${mac}`}`
}
