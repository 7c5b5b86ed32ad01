import { PassThrough } from 'node:stream'
import { writePcap, type Packet } from '@underlay/packet'
import { afterEach, expect, test, vi } from 'vitest'
import { armTap } from '../../../src/capture/armed-tap.ts'
import { tcpdumpArgv } from '../../../src/capture/tcpdump-argv.ts'
import type { Access } from '../../../src/engine/engine.ts'
import type { HostExit, HostProcess } from '../../../src/host/host.ts'

const frame = (timestampNs: bigint) => ({ timestampNs, bytes: new Uint8Array(60) })
const file = Buffer.from(writePcap({ linkType: 1, packets: [frame(1000n), frame(2000n), frame(3000n)] }))
const packetLength = 16 + 60

/** The file up to its packet of that number, counted from 1. */
const upTo = (count: number) => file.subarray(0, file.length - (3 - count) * packetLength)

interface Behaviour {
  /** Packets that it writes when it starts, when it is asked, and when it is told to end. */
  readonly writes: readonly [atStart: number, asked: number, ending: number]
  /** What it says each time that it is asked; the last again and again. */
  readonly says: readonly [string, ...string[]]
}

/** A tcpdump that never exits; `signals` are those that it got. */
function tcpdump({ writes: [atStart, asked, ending], says }: Behaviour) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const signals: string[] = []
  const answers = [...says]
  const { promise: exited } = Promise.withResolvers<HostExit>()
  stderr.write('tcpdump: listening on net0, link-type EN10MB (Ethernet)\n')
  stdout.write(upTo(atStart))
  const process: HostProcess = {
    stdout,
    stderr,
    exited,
    write: async () => {},
    end: () => {},
    resize: () => {},
    kill(signal) {
      signals.push(signal)
      if (signal === 'SIGUSR1') {
        stderr.write(answers.length > 1 ? answers.shift() : answers[0])
        // The words may be here before the packets that they count.
        setImmediate(() => void stdout.write(upTo(asked).subarray(upTo(atStart).length)))
      } else stdout.write(upTo(ending).subarray(upTo(asked).length))
    },
  }
  return { process, signals }
}

async function captured(behaviour: Behaviour, filter?: string) {
  const { process, signals } = tcpdump(behaviour)
  const access: Pick<Access, 'spawn'> = { spawn: async () => process }
  const tap = { place: 'worker', device: 'net0' }
  const packets: Packet[] = []
  const settings = { filter, snapLengthBytes: 65_535, bufferBytes: 1 << 20 }
  const armed = await armTap(access as Access, tap, settings, (arrived) => packets.push(...arrived))
  const { received, wanted, lost } = await armed.stop()
  const kept = packets.slice(0, wanted)
  return { counts: [kept.length, received, received - kept.length], lost, signals }
}

const counters = (seen: number, received: number, dropped: number) =>
  `tcpdump: ${seen} packets captured, ${received} packets received by filter, ${dropped} packets dropped by kernel\n`

afterEach(() => void vi.useRealTimers())

test('a capture ends with its last count, and does not wait for the end of tcpdump', async () => {
  const { counts, signals } = await captured({ writes: [2, 2, 3], says: [counters(2, 2, 0)] })
  expect([counts, signals]).toEqual([
    [2, 2, 0],
    ['SIGUSR1', 'SIGINT'],
  ])
})

test('what the kernel has counted and tcpdump not yet written is waited for, without asking again', async () => {
  const { counts, signals } = await captured({ writes: [1, 3, 3], says: [counters(1, 3, 0)] })
  expect([counts, signals]).toEqual([
    [3, 3, 0],
    ['SIGUSR1', 'SIGINT'],
  ])
})

test('what the kernel had no room for is not waited for, and is told', async () => {
  const { counts } = await captured({ writes: [2, 2, 2], says: [counters(2, 5, 3)] })
  expect(counts).toEqual([2, 5, 3])
})

test('what never comes is told as dropped', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true, advanceTimeDelta: 1000 })
  const { counts } = await captured({ writes: [2, 2, 2], says: [counters(2, 3, 0)] })
  expect(counts).toEqual([2, 3, 1])
})

test('what came before the filter was in place is counted by the kernel, and missed by nobody', async () => {
  const says = [counters(0, 3, 0), counters(1, 3, 0), counters(1, 4, 0), counters(2, 4, 0)] as const
  const { counts, signals } = await captured({ writes: [0, 2, 2], says: [...says] }, 'icmp')
  expect([counts, signals.at(-1)]).toEqual([[2, 2, 0], 'SIGINT'])
})

const idle = async (): Promise<void> => {}

/** A tap whose tcpdump listens, and does nothing else than to end when it is killed. */
async function stillTap() {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const { promise: exited, resolve } = Promise.withResolvers<HostExit>()
  stderr.write('tcpdump: listening on net0, link-type EN10MB (Ethernet)\n')
  const kill = (signal: string): void => void (signal === 'SIGKILL' && resolve({ exitCode: 137 }))
  const process: HostProcess = { stdout, stderr, exited, write: idle, end: idle, resize: idle, kill }
  const access: Pick<Access, 'spawn'> = { spawn: async () => process }
  const settings = { snapLengthBytes: 65_535, bufferBytes: 1 << 20 }
  const armed = await armTap(access as Access, { place: 'worker', device: 'net0' }, settings, idle)
  return { armed, stdout, exited }
}

test('what is no capture ends the tap, and is told at its stop', async () => {
  const { armed, stdout, exited } = await stillTap()
  stdout.write('Segmentation fault, and more')
  await exited
  await expect(armed.stop()).rejects.toThrow(/what tcpdump writes on worker:net0 is no capture: .*unknown magic number/)
})

test('a tcpdump that hangs when it is to end is killed; one that still writes is waited for', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { armed, stdout } = await stillTap()
  const outcome = vi.fn<(error: Error) => void>()
  const stopped = armed.stop().catch(outcome)
  await vi.advanceTimersByTimeAsync(4900)
  stdout.write(upTo(1))
  await vi.advanceTimersByTimeAsync(4900)
  expect(outcome).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(200)
  await stopped
  expect(outcome.mock.calls.map(([{ message }]) => message)).toEqual([
    'tcpdump on worker:net0 does not answer, and was killed',
  ])
})

test("a filter is never one of tcpdump's options", () => {
  const argv = tcpdumpArgv(
    { place: 'worker', device: 'net0' },
    { filter: '-F/etc/shadow', snapLengthBytes: 9216, bufferBytes: 1024 },
  )
  expect(argv.slice(-2)).toEqual(['--', '-F/etc/shadow'])
})
