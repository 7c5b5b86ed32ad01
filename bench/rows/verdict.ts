import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromCaptureFile, judgeEncap, readCapture, writePcapng } from '@underlay/sdk'
import { judgeRounds, ratios, skip, times, type Bench } from '../row.ts'
import { median } from '../timing.ts'

const recording = join(
  import.meta.dirname,
  '../../packages/evidence/test/fixtures/recordings/cross.control-plane.net0.pcap',
)
const packets = 20
const rounds = 7
const budget = 50
const what = `verdict on a ${packets}-packet file`

/** A verdict from a recorded file, read anew each time, beside tshark's start on the same file; in turn, the first round is cold. */
export const benchVerdict: Bench = async (say) => {
  if (spawnSync('tshark', ['-v']).status !== 0) return [skip(what, 'tshark is not installed', `≥ ${budget}×`)]
  say(`${rounds} rounds of each in turn`)
  const folder = mkdtempSync(join(tmpdir(), 'underlay-bench-'))
  const file = join(folder, 'flow.pcapng')
  writeFileSync(file, twentyPackets())
  const taken = Array.from({ length: rounds }, () => ({
    own: millisecondsOf(() => verdict(file)),
    tshark: millisecondsOf(() => tshark(file)),
  }))
  rmSync(folder, { recursive: true })
  const [own, other] = [taken.map((round) => round.own), taken.map((round) => round.tshark)]
  const faster = ratios(other, own)
  const cold = taken[0]?.own ?? Number.NaN
  return [
    judgeRounds(
      {
        what,
        measured: `${median(own).toFixed(2)} ms, the first ${cold.toFixed(1)} ms`,
        baseline: `${Math.round(median(other))} ms (tshark -r)`,
        budget: `≥ ${budget}×: ${times(median(faster))}`,
      },
      { rounds: faster, atLeast: budget },
    ),
  ]
}

/** A recorded flow of 16 packets, and its first four again. */
function twentyPackets(): Uint8Array {
  const flow = readCapture(readFileSync(recording)).packets
  const repeated = [...flow, ...flow].slice(0, packets)
  return writePcapng({ interfaces: [{ name: 'control-plane:net0', linkType: 1 }], packets: repeated })
}

function verdict(file: string): void {
  const capture = fromCaptureFile(readCapture(readFileSync(file)))
  const { outcome, packets: judged } = judgeEncap(capture, { from: '10.98.81.4', to: '10.98.193.193', expect: 'vxlan' })
  if (outcome !== 'pass' || judged !== packets) throw new Error(`the verdict is ${outcome} on ${judged} packets`)
}

function tshark(file: string): void {
  const { status, stderr } = spawnSync('tshark', ['-n', '-r', file])
  if (status !== 0) throw new Error(`tshark: ${String(stderr)}`)
}

function millisecondsOf(action: () => void): number {
  const start = performance.now()
  action()
  return performance.now() - start
}
