import { PassThrough } from 'node:stream'
import { writePcap } from '@underlay/packet'
import type { Cluster } from '../../../src/cluster/cluster.ts'
import type { LabModel } from '../../../src/engine/engine.ts'
import type { HostExit, HostProcess } from '../../../src/host/host.ts'

const head = Buffer.from(writePcap({ linkType: 1, packets: [] }))

/** A tcpdump that writes what the test says. */
export interface FakeTap {
  /** What it was started with. */
  readonly argv: readonly string[]
  readonly signals: readonly string[]
  /** Writes packets of that many nanoseconds since 1970. */
  see(timesNs: readonly bigint[], bytes?: number): void
  /** What it has written and nobody has taken. */
  readonly unread: number
  /** Ends by itself. */
  die(exitCode: number, said: string): void
}

/** A cluster whose taps are fakes, each by its place. */
export function fakeTaps() {
  const taps = new Map<string, FakeTap>()
  const internals = {
    spawn: async (place: string, argv: readonly string[]): Promise<HostProcess> => {
      const { tap, process } = fakeTap(argv)
      taps.set(place, tap)
      return process
    },
    model: (): Partial<LabModel> => ({ cluster: { nodes: [] } as unknown as LabModel['cluster'], fabric: undefined }),
  }
  const host = { kind: 'local', kernel: '6.1.0', accelerator: 'none' }
  const cluster = { name: 'fake', engine: 'netns', host, cni: undefined, internals } as unknown as Cluster
  const tap = (place: string): FakeTap => taps.get(place) ?? fail(place)
  return { cluster, tap }
}

function fail(place: string): never {
  throw new Error(`nothing was started on ${place}`)
}

function fakeTap(argv: readonly string[]): { readonly tap: FakeTap; readonly process: HostProcess } {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const signals: string[] = []
  const { promise: exited, resolve } = Promise.withResolvers<HostExit>()
  let count = 0
  stderr.write('tcpdump: listening on net0, link-type EN10MB (Ethernet)\n')
  stdout.write(head)
  const process: HostProcess = {
    stdout,
    stderr,
    exited,
    write: async () => {},
    end: () => {},
    resize: () => {},
    kill(signal) {
      signals.push(signal)
      if (signal !== 'SIGUSR1') return resolve({ exitCode: 0 })
      stderr.write(`${count} packets captured, ${count} packets received by filter, 0 packets dropped by kernel\n`)
    },
  }
  const tap: FakeTap = {
    argv,
    signals,
    see(timesNs, bytes = 60) {
      count += timesNs.length
      const packets = timesNs.map((timestampNs) => ({ timestampNs, bytes: new Uint8Array(bytes) }))
      stdout.write(Buffer.from(writePcap({ linkType: 1, packets })).subarray(head.length))
    },
    get unread() {
      return stdout.readableLength
    },
    die(exitCode, said) {
      stderr.write(said)
      resolve({ exitCode })
    },
  }
  return { tap, process }
}
