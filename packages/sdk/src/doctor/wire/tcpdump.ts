import { randomBytes } from 'node:crypto'
import { PcapFormatError, readCapture } from '@underlay/packet'
import { beforeDeadline } from '../../host/deadline.ts'
import { tryRun } from '../../host/run.ts'
import type { Judgement } from '../finding.ts'
import { probeNetwork } from './network.ts'
import type { WireProbe } from './wire-probe.ts'

/** What tcpdump gave of one echo whose payload is known. */
export interface TcpdumpSaid {
  /** Packets that have the payload. */
  readonly marked: number
  /** Why the capture could not be read, or what tcpdump said. */
  readonly said: string
}

/** Captures an echo request with tcpdump in a namespace, and finds the bytes that were sent in what it wrote. */
export const tcpdumpProbe: WireProbe<TcpdumpSaid> = {
  name: 'tcpdump',
  network: probeNetwork(
    [
      { name: 'tcpdump-a', addresses: { net0: '192.0.2.1/24' } },
      { name: 'tcpdump-b', addresses: { net0: '192.0.2.2/24' } },
    ],
    [{ ends: ['tcpdump-a:net0', 'tcpdump-b:net0'] }],
  ),
  act: async (host, waitMs) => {
    const mark = randomBytes(16)
    const argv = ['tcpdump', '-i', 'net0', '--immediate-mode', '-U', '-n', '-c', '1', '-w', '-', 'icmp[0] = 8']
    const tcpdump = host.spawn('tcpdump-b', argv)
    const chunks: Buffer[] = []
    let said = ''
    tcpdump.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    const listens = new Promise<void>((resolve) => {
      tcpdump.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        if (said.includes('listening on')) resolve()
      })
      tcpdump.exited.then(
        () => resolve(),
        () => resolve(),
      )
    })
    const within = { timeoutMs: waitMs, lastSeen: () => said, onLate: () => tcpdump.kill('SIGKILL') }
    await beforeDeadline(listens, { what: 'tcpdump to listen', ...within })
    await tryRun(host, 'tcpdump-a', [
      'ping',
      '-n',
      '-c',
      '1',
      '-W',
      String(waitMs / 1000),
      '-p',
      mark.toString('hex'),
      '192.0.2.2',
    ])
    await beforeDeadline(tcpdump.exited, { what: 'tcpdump to write the packet', ...within })
    const bytes = Buffer.concat(chunks)
    return bytes.length === 0 ? { marked: 0, said } : { said, ...countMarked(bytes, mark) }
  },
  judge: judgeTcpdump,
}

export function judgeTcpdump({ marked, said }: TcpdumpSaid): Judgement {
  if (marked === 1) return { status: 'ok', detail: 'tcpdump captured the echo that was sent, byte for byte' }
  const why = said.trim().split('\n').at(-1) ?? ''
  return { status: 'problem', detail: `tcpdump captured nothing of what was sent: ${why}` }
}

function countMarked(bytes: Uint8Array, mark: Buffer): { readonly marked: number; readonly said?: string } {
  try {
    const { packets } = readCapture(bytes)
    return { marked: packets.filter((packet) => Buffer.from(packet.bytes).includes(mark)).length }
  } catch (error) {
    if (!(error instanceof PcapFormatError)) throw error
    return { marked: 0, said: error.message }
  }
}
