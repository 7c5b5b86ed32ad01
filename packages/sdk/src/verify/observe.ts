import { randomBytes } from 'node:crypto'
import type { KernelRoute } from '@underlay/evidence'
import { capture, type Capture } from '../capture/capture.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { PodRecord } from '../lab/state.ts'
import { observePlaces, tapsOf } from '../trace/observe-places.ts'
import type { PlaceDevice } from '../interfaces/devices.ts'
import { kernelRoutes } from '../trace/kernel-routes.ts'
import { pingMany, type ManyPinged } from '../traffic/ping-many.ts'
import { placesOf, type Foreseen } from './foresee.ts'
import { sendFromEach } from './send-from-each.ts'

/** What every mark of one verification begins with. */
const prefixBytes = 12

/** One echo in each direction, and what all taps saw of them. */
export interface Observed {
  readonly capture: Capture & { readonly result: readonly ManyPinged[] }
  /** By the number of the direction. */
  readonly marks: readonly Uint8Array[]
  /** What all marks begin with. */
  readonly prefix: Uint8Array
  readonly devices: ReadonlyMap<string, readonly PlaceDevice[]>
  readonly pods: readonly PodRecord[]
}

/** Sends one echo in each direction while capturing at every predicted interface, and where packets leave their nodes. */
export async function observeAll(
  cluster: Cluster,
  directions: readonly Foreseen[],
  { timeoutMs, name }: { readonly timeoutMs: number; readonly name: string },
): Promise<Observed> {
  const { internals } = cluster
  const bridges = internals.model().fabric?.bridges ?? []
  const predicted = directions.flatMap(({ prediction }) => (prediction === undefined ? [] : [prediction]))
  const ends = directions.flatMap(({ from, to }) => [from, to])
  const exits = ends.flatMap(({ taps }) => taps)
  const hops = predicted.flatMap(({ paths }) =>
    paths.flatMap(({ forward, reverse }) => [...forward.hops, ...reverse.hops]),
  )
  const places = [...predicted.flatMap(placesOf), ...ends.map(({ node }) => node)]
  const [devices, pods] = await Promise.all([observePlaces(internals, [...new Set(places)], bridges), internals.pods()])
  const wanted = new Set([...exits, ...hops.map(({ tap }) => tap)])
  const taps = tapsOf(devices).filter((tap) => wanted.has(tap))
  const prefix = randomBytes(prefixBytes)
  const marks = directions.map((_, index) => markOf(prefix, index))
  const send = (): Promise<readonly ManyPinged[]> =>
    sendFromEach(directions, (endpoint, own) =>
      pingMany(
        endpoint,
        own.map(({ direction, index }) => ({ address: direction.to.address, mark: marks[index] ?? prefix })),
        { count: 1, timeoutMs },
      ),
    )
  // What decides stands in the headers; behind them the mark.
  const seen = await capture(cluster, taps, send, { name, snapLengthBytes: 256 })
  return { capture: seen, marks, prefix, devices, pods }
}

function markOf(prefix: Uint8Array, index: number): Uint8Array {
  const mark = Buffer.alloc(prefixBytes + 4)
  mark.set(prefix)
  mark.writeUInt32BE(index, prefixBytes)
  return mark
}

/** The packets of each direction, by its number: each packet is looked at once, however many directions there are. */
export function packetsByMark({ capture: { packets }, prefix }: Pick<Observed, 'capture' | 'prefix'>) {
  return Map.groupBy(packets, ({ bytes }) => {
    const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const at = whole.indexOf(prefix)
    return at < 0 || at + prefixBytes + 4 > whole.length ? -1 : whole.readUInt32BE(at + prefixBytes)
  })
}

/** What the kernels of all places on the predicted paths say. */
export async function routesOfAll(cluster: Cluster, directions: readonly Foreseen[]): Promise<readonly KernelRoute[]> {
  const paths = directions.flatMap(({ prediction }) => prediction?.paths ?? [])
  return kernelRoutes(cluster, { paths })
}
