import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createPcapngWriter, writePcap } from '@underlay/packet'
import { judgeRounds, type Bench, type Row } from '../row.ts'
import { median } from '../timing.ts'

const gibibyte = 1024 ** 3
const mebibyte = 1024 ** 2
const budgetMegabytes = 200
const budgetRss = 150
const rounds = 3
// As on a link with bulk transfers and their acknowledgements.
const frameBytes = [1514, 66, 1514, 66, 590, 1514, 98, 1514]

interface Measured {
  readonly packets: number
  readonly bytes: number
  readonly ms: number
  readonly rssMebibytes: number
}

/** A capture file of a gibibyte, read packet by packet in a process of its own. */
export const benchStream: Bench = async (say) => {
  const folder = await mkdtemp(join(tmpdir(), 'underlay-stream-'))
  try {
    const rows: Row[] = []
    for (const [format, piece] of [
      ['pcap', pcapPiece()],
      ['pcapng', pcapngPiece()],
    ] as const) {
      const path = join(folder, `large.${format}`)
      say(`writing 1 GiB of ${format}`)
      const wanted = await writeTimes(path, piece)
      const taken: (Measured & { readonly plain: number })[] = []
      for (let round = 0; round < rounds; round++) {
        say(`reading it, round ${round + 1} of ${rounds}`)
        taken.push({ plain: await readOnly(path), ...(await readInChild(path)) })
      }
      await rm(path)
      const [{ packets } = { packets: 0 }] = taken
      if (packets !== wanted) throw new Error(`${packets} of ${wanted} packets`)
      const speeds = taken.map(({ bytes, ms }) => bytes / 1e3 / ms)
      const sizes = taken.map(({ rssMebibytes }) => rssMebibytes)
      rows.push(
        judgeRounds(
          {
            what: `1 GiB of ${format} as a stream, ${(packets / 1e6).toFixed(2)} M packets`,
            measured: `${median(speeds).toFixed(0)} MB/s`,
            baseline: `bytes alone ${median(taken.map(({ plain }) => plain)).toFixed(0)} MB/s`,
            budget: `≥ ${budgetMegabytes} MB/s`,
          },
          { rounds: speeds, atLeast: budgetMegabytes },
        ),
        judgeRounds(
          {
            what: '  its memory',
            measured: `${median(sizes).toFixed(0)} MiB RSS`,
            baseline: '-',
            budget: `≤ ${budgetRss} MiB`,
          },
          { rounds: sizes, atMost: budgetRss },
        ),
      )
    }
    return rows
  } finally {
    await rm(folder, { recursive: true })
  }
}

interface Piece {
  readonly header: Uint8Array
  readonly body: Uint8Array
  readonly packets: number
}

const frames = Array.from({ length: 8000 }, (_, index) => ({
  interfaceId: 0,
  timestampNs: BigInt(index) * 1000n,
  bytes: new Uint8Array(frameBytes[index % frameBytes.length] ?? 0).fill(index),
}))

function pcapPiece(): Piece {
  const file = writePcap({ linkType: 1, packets: frames })
  return { header: file.subarray(0, 24), body: file.subarray(24), packets: frames.length }
}

function pcapngPiece(): Piece {
  const writer = createPcapngWriter()
  const header = Buffer.concat([writer.header, writer.addInterface({ name: 'net0', linkType: 1 })])
  return { header, body: Buffer.concat(frames.map((frame) => writer.packet(frame))), packets: frames.length }
}

async function writeTimes(path: string, { header, body, packets }: Piece): Promise<number> {
  const file = await open(path, 'w')
  try {
    await file.write(header)
    const times = Math.ceil((gibibyte - header.length) / body.length)
    for (let count = 0; count < times; count++) await file.write(body)
    return times * packets
  } finally {
    await file.close()
  }
}

/** The baseline, which also brings the file into the page cache: MB/s of reading it and looking at nothing. */
async function readOnly(path: string): Promise<number> {
  let bytes = 0
  const start = performance.now()
  for await (const chunk of createReadStream(path, { highWaterMark: mebibyte })) bytes += (chunk as Buffer).length
  return bytes / 1e3 / (performance.now() - start)
}

const child = `
import { createReadStream } from 'node:fs'
import { streamCapture } from '@underlay/packet'
const start = performance.now()
let packets = 0
let bytes = 0
const file = createReadStream(process.argv[1])
for await (const packet of streamCapture(file)) { packets++; bytes += packet.capturedLength }
const ms = performance.now() - start
console.log(JSON.stringify({ packets, bytes: file.bytesRead, ms, rssMebibytes: process.resourceUsage().maxRSS / 1024 }))
`

async function readInChild(path: string): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', child, path], {
    cwd: join(import.meta.dirname, '..'),
  })
  return JSON.parse(stdout) as Measured
}
