import { execFileSync, type ExecFileSyncOptions } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { decode, readCapture, type Packet } from '@underlay/sdk'
import { judgeRounds, ms, ratios, skip, times, type Bench, type Row } from '../row.ts'
import { median } from '../timing.ts'
import { mixedCapture } from './mixed-capture.ts'

const packets = 50_000
const rounds = 9
// Quick ones, and the first few of ours are the compiler's.
const printRounds = 15
const budgets = { layers: { tshark: 40, tcpdump: 8 }, rows: { tshark: 8, tcpdump: 1.5 } }

/**
 * Layers of 50,000 mixed packets in memory, beside what tshark and tcpdump take for the same file, with what reading the
 * file adds, which `stream.ts` measures; and all rows of the file printed. All of them print to /dev/null.
 */
export const benchDecode: Bench = async (say) => {
  const missing = ['tshark', 'tcpdump'].filter((tool) => !isThere(tool))
  if (missing.length > 0) return [skip('decode', `${missing.join(' and ')} is not installed`, '≥ 40×')]
  const folder = mkdtempSync(join(tmpdir(), 'underlay-bench-'))
  try {
    const [file, short] = [join(folder, 'mixed.pcap'), join(folder, 'one.pcap')]
    writeFileSync(file, mixedCapture(packets))
    writeFileSync(short, mixedCapture(1))
    say(`${packets} packets, ${rounds} rounds of each reader in turn, ${printRounds} of printed rows`)
    const { taken: decoded, read } = decodeInTurn(file, short)
    const printed = await printInTurn(file)
    const [layers, rows] = [decoded.map((round) => round.layers), printed.map((round) => round.rows)]
    const tsharks = decoded.map((round) => round.tshark)
    return [
      compare('layers', 'tshark', [layers, tsharks], read),
      compare('layers', 'tcpdump', [layers, decoded.map((round) => round.tcpdump)], read),
      // Not in turn with these: the last rounds, which the compiler is done with.
      compare('rows', 'tshark', [rows.slice(-rounds), tsharks], read),
      compare('rows', 'tcpdump', [rows, printed.map((round) => round.tcpdump)], read),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What reading lets go would be collected while packets are decoded: it comes after. */
function decodeInTurn(file: string, short: string) {
  const capture = readFileSync(file)
  const inMemory = readCapture(capture).packets
  const taken = Array.from({ length: rounds }, () => ({
    layers: millisecondsOf(() => countLayers(inMemory)),
    tshark: millisecondsOf(() => tshark(file)) - millisecondsOf(() => tshark(short)),
    tcpdump: millisecondsOf(() => tcpdump(file)),
  }))
  const read = median(Array.from({ length: rounds }, () => millisecondsOf(() => readCapture(capture))))
  return { taken, read }
}

async function printInTurn(file: string) {
  const printer = new Worker(new URL('print-rows.ts', import.meta.url))
  const taken = []
  for (let round = 0; round < printRounds; round++) {
    // A thread has no origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    printer.postMessage(file)
    const [rows] = (await once(printer, 'message')) as [number]
    taken.push({ rows, tcpdump: millisecondsOf(() => tcpdump(file)) })
  }
  await printer.terminate()
  return taken
}

type Tool = 'tshark' | 'tcpdump'

type Taken = readonly [ours: readonly number[], theirs: readonly number[]]

function compare(what: 'layers' | 'rows', tool: Tool, [ours, theirs]: Taken, read: number): Row {
  const least = budgets[what][tool]
  const baseline = tool === 'tshark' ? 'tshark -T fields without its start' : 'tcpdump -nr'
  const faster = ratios(theirs, ours)
  const reading = what === 'layers' ? ` (and ${ms(read)} to read the file)` : ''
  return judgeRounds(
    {
      what: what === 'layers' ? `${packets} packets to layers` : '  the same with every row printed',
      measured: `${ms(median(ours))}${reading}`,
      baseline: `${ms(median(theirs))} (${baseline})`,
      budget: `≥ ${least}×: ${times(median(faster))}`,
    },
    { rounds: faster, atLeast: least },
  )
}

function millisecondsOf(action: () => unknown): number {
  const start = performance.now()
  action()
  return performance.now() - start
}

/** A packet's layers are let go before the next, as tshark and tcpdump do. */
function countLayers(captured: readonly Packet[]): number {
  let count = 0
  for (const packet of captured) count += decode(packet).length
  return count
}

const silent: ExecFileSyncOptions = { stdio: 'ignore' }

function tshark(file: string): unknown {
  return execFileSync('tshark', ['-n', '-r', file, '-T', 'fields', '-e', 'frame.protocols'], silent)
}

function tcpdump(file: string): unknown {
  return execFileSync('tcpdump', ['-n', '-r', file], silent)
}

function isThere(tool: string): boolean {
  try {
    execFileSync(tool, ['--version'], silent)
    return true
  } catch {
    return false
  }
}
