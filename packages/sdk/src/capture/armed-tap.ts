import { setTimeout as pause } from 'node:timers/promises'
import { createCaptureStream, type Packet } from '@underlay/packet'
import type { Access } from '../engine/engine.ts'
import { CommandError, EngineError } from '../errors.ts'
import { beforeDeadline } from '../host/deadline.ts'
import { pending, readCounters, type Counters } from './counters.ts'
import { requireInterfaces, type Tap } from './tap.ts'
import { filterFor, tcpdumpArgv, type TapSettings } from './tcpdump-argv.ts'

/** What the kernel says of a tap at its end. */
export interface TapCount {
  /** Packets that the kernel counted. */
  readonly received: number
  /** Those of them that belong to the capture, in the order of arrival; what came after came after its end. */
  readonly wanted: number
  /** Packets that the kernel had no room for. */
  readonly lost: number
}

/** A tcpdump that listens. */
export interface ArmedTap {
  readonly tap: Tap
  /** LINKTYPE_ value; undefined until tcpdump's header is here, which comes at once. */
  readonly linkType: number | undefined
  /** Why tcpdump ended, once it has. */
  readonly ended: Promise<string>
  /**
   * Waits until every packet is here that the kernel has counted, and tells tcpdump to end, without waiting for that.
   *
   * @throws EngineError when it has ended, or does not answer within 5 s: then it is killed.
   */
  stop(): Promise<TapCount>
}

const answerTimeoutMs = 30_000

// One that is to end and neither answers nor sends a packet for so long hangs.
const hangsAfterMs = 5000

// A packet that has not come so long after the one before does not come any more.
const patienceMs = 2000

// A tcpdump that is asked again and again without a pause reads no packets meanwhile.
const settleMs = 20
const settleRounds = 5

/**
 * Starts tcpdump on a tap and waits until it listens.
 *
 * @param onPackets takes the packets as they come.
 * @throws UnknownNameError when the place has no such interface.
 * @throws CommandError when tcpdump refuses the filter, or does not start.
 */
export async function armTap(
  access: Access,
  tap: Tap,
  settings: TapSettings,
  onPackets: (packets: readonly Packet[]) => void,
): Promise<ArmedTap> {
  const filter = filterFor(settings.filter, access.ownTraffic)
  const argv = tcpdumpArgv(tap, { ...settings, filter })
  const tcpdump = await access.spawn(tap.place, argv)
  const stream = createCaptureStream()
  let here = 0
  let said = ''
  const onWords = { check: () => {} }
  const onArrival = { check: () => {} }
  let hanging: NodeJS.Timeout | undefined
  tcpdump.stdout.on('data', (chunk: Buffer) => {
    hanging?.refresh()
    const packets = read(chunk)
    here += packets.length
    onPackets(packets)
    onArrival.check()
  })
  tcpdump.stderr.on('data', (chunk: Buffer) => {
    hanging?.refresh()
    said += chunk.toString()
    onWords.check()
  })

  let broken: EngineError | undefined
  const read = (chunk: Buffer): readonly Packet[] => {
    try {
      return broken === undefined ? stream.push(chunk) : []
    } catch (error) {
      broken = new EngineError(`what tcpdump writes on ${tap.place}:${tap.device} is no capture: ${String(error)}`)
      tcpdump.kill('SIGKILL')
      return []
    }
  }

  const saying = <T>(read: (words: string) => T | undefined): Promise<T | undefined> => {
    const from = said.length
    const answer = new Promise<T | undefined>((resolve, reject) => {
      onWords.check = () => {
        const words = read(said.slice(from))
        if (words !== undefined) resolve(words)
      }
      onWords.check()
      tcpdump.exited.then(() => resolve(undefined), reject)
    })
    return beforeDeadline(answer, {
      what: `an answer of tcpdump on ${tap.place}:${tap.device}`,
      timeoutMs: answerTimeoutMs,
      lastSeen: () => said || 'nothing',
      onLate: () => tcpdump.kill('SIGKILL'),
    })
  }

  if ((await saying((words) => /listening on/.exec(words) ?? undefined)) === undefined) {
    if (/No such device/i.test(said)) await requireInterfaces(access, [tap])
    const { exitCode } = await tcpdump.exited
    // What libpcap calls a filter is not what Wireshark shows packets by.
    const fix = /filter expression|syntax error/.test(said)
      ? 'a filter as tcpdump takes it: man pcap-filter'
      : undefined
    throw new CommandError({ where: tap.place, argv, exitCode, stdout: '', stderr: said, fix })
  }

  const count = async (): Promise<Counters> => {
    const counters = saying(readCounters)
    tcpdump.kill('SIGUSR1')
    const told = await counters
    if (told === undefined) throw broken ?? new EngineError(`tcpdump on ${tap.place}:${tap.device} ended: ${said}`)
    return told
  }
  const arrived = (wanted: number): Promise<unknown> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const patience = setTimeout(resolve, patienceMs)
    onArrival.check = () => (here < wanted ? void patience.refresh() : resolve())
    onArrival.check()
    return Promise.race([promise, tcpdump.exited]).finally(() => clearTimeout(patience))
  }
  const early = filter === undefined ? 0 : await unfiltered(count)
  const ended = tcpdump.exited.then(
    ({ exitCode }) => broken?.message ?? `tcpdump ended with ${exitCode}: ${said.trim().split('\n').at(-1) ?? ''}`,
    (error: Error) => error.message,
  )

  return {
    tap,
    ended,
    get linkType() {
      return stream.facts?.interfaces[0]?.linkType
    },
    async stop() {
      hanging = setTimeout(() => {
        broken ??= new EngineError(`tcpdump on ${tap.place}:${tap.device} does not answer, and was killed`)
        tcpdump.kill('SIGKILL')
      }, hangsAfterMs)
      const { received, dropped } = await count().finally(() => clearTimeout(hanging))
      const wanted = Math.max(0, received - dropped - early)
      await arrived(wanted)
      tcpdump.kill('SIGINT')
      // It takes the kernel some 20 ms to let go of the tap.
      tcpdump.exited.catch(() => {})
      return { received: received - early, wanted, lost: dropped }
    },
  }
}

// The kernel counts what came before the filter was in place, and tcpdump never shows it. Packets on their way come on
// top of that: the least that is seen is nearest.
async function unfiltered(count: () => Promise<Counters>): Promise<number> {
  let least = pending(await count())
  for (let round = 0; round < settleRounds && least > 0; round++) {
    await pause(settleMs)
    least = Math.min(least, pending(await count()))
  }
  return least
}
