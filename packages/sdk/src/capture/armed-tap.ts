import { createPcapStream, type Packet } from '@underlay/packet'
import type { Access } from '../engine/engine.ts'
import { CommandError, EngineError } from '../errors.ts'
import { beforeDeadline } from '../host/deadline.ts'
import { noSuchInterface, type Tap } from './tap.ts'

/** What one tap saw. */
export interface TapRecord {
  readonly tap: Tap
  readonly linkType: number
  readonly snapLength: number
  readonly packets: readonly Packet[]
  /** Packets that the kernel counted at the tap. */
  readonly received: number
  /** Packets that were counted and are not here. */
  readonly dropped: number
}

/** A tcpdump that listens. */
export interface ArmedTap {
  /** Waits until every packet that the kernel counted is here, and ends tcpdump. */
  stop(): Promise<TapRecord>
}

const drainRounds = 50

const answerTimeoutMs = 30_000

// In immediate mode each packet takes a slot of the snap length: libpcap's own 2 MiB hold 32 packets, and a burst is lost.
const ringKiB = 32 * 1024

/**
 * Starts tcpdump on a tap and waits until it listens.
 *
 * @throws UnknownNameError when the place has no such interface.
 * @throws CommandError when tcpdump refuses the filter, or does not start.
 */
export async function armTap(
  access: Access,
  tap: Tap,
  { filter: wanted, snapLengthBytes }: { readonly filter: string | undefined; readonly snapLengthBytes: number },
): Promise<ArmedTap> {
  const filter = filterFor(wanted, access.ownTraffic)
  // Without immediate mode the kernel keeps packets back for a second, and a short test loses them all.
  const options = ['--immediate-mode', '-U', '-n', '-B', String(ringKiB), '-s', String(snapLengthBytes), '-w', '-']
  const argv = ['tcpdump', '-i', tap.device, ...options, ...(filter === undefined ? [] : [filter])]
  const tcpdump = await access.spawn(tap.place, argv)
  const stream = createPcapStream()
  const packets: Packet[] = []
  let said = ''
  tcpdump.stdout.on('data', (chunk: Buffer) => packets.push(...stream.push(chunk)))
  const onWords = { check: () => {} }
  tcpdump.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    onWords.check()
  })

  const saying = (pattern: RegExp, from = 0): Promise<RegExpExecArray | undefined> => {
    const answer = new Promise<RegExpExecArray | undefined>((resolve, reject) => {
      onWords.check = () => {
        const match = pattern.exec(said.slice(from))
        if (match !== null) resolve(match)
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

  if ((await saying(/listening on/)) === undefined) {
    if (/No such device/i.test(said)) throw await noSuchInterface(access, tap)
    const { exitCode } = await tcpdump.exited
    throw new CommandError({ where: tap.place, argv, exitCode, stdout: '', stderr: said })
  }

  const count = async (): Promise<Counts> => {
    const from = said.length
    tcpdump.kill('SIGUSR1')
    const counts = await saying(/(\d+) packets? captured, (\d+) packets? received by filter/, from)
    if (counts === undefined) throw new EngineError(`tcpdump on ${tap.place}:${tap.device} ended: ${said}`)
    return { captured: Number(counts[1]), received: Number(counts[2]) }
  }
  const early = filter === undefined ? 0 : await unfiltered(count)

  return {
    async stop() {
      let counts = await count()
      for (let round = 1; round < drainRounds && counts.captured + early < counts.received; round++) {
        counts = await count()
      }
      tcpdump.kill('SIGINT')
      await tcpdump.exited
      return {
        tap,
        linkType: stream.linkType ?? 1,
        snapLength: snapLengthBytes,
        // What came after the last count came after the capture's end.
        packets: packets.slice(0, counts.captured),
        received: counts.received - early,
        dropped: Math.max(0, counts.received - early - counts.captured, lastCount(said, 'dropped by kernel')),
      }
    },
  }
}

/** What is wanted, without the stream that carries it: a tap that captures its own never ends. */
function filterFor(wanted: string | undefined, ownTraffic: string | undefined): string | undefined {
  if (ownTraffic === undefined) return wanted
  return wanted === undefined ? `not (${ownTraffic})` : `(${wanted}) and not (${ownTraffic})`
}

interface Counts {
  readonly captured: number
  readonly received: number
}

// The kernel counts what came before the filter was in place, and tcpdump never shows it: the difference that stays.
async function unfiltered(count: () => Promise<Counts>): Promise<number> {
  let before = await count()
  for (let round = 0; round < drainRounds && before.captured < before.received; round++) {
    const now = await count()
    if (now.received - now.captured === before.received - before.captured) return now.received - now.captured
    before = now
  }
  return 0
}

// tcpdump tells its counters each time it is asked, and once more at its end.
function lastCount(said: string, name: string): number {
  return Number([...said.matchAll(new RegExp(`(\\d+) packets? ${name}`, 'g'))].at(-1)?.[1] ?? 0)
}
