import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { writePcap } from '@underlay/packet'
import { expect, test, vi } from 'vitest'
import { streamTaps } from '../../../../src/capture/stream-taps.ts'
import { clusterOf } from '../../../../src/cluster/cluster.ts'
import { existingEngine } from '../../../../src/engine/existing/existing-engine.ts'
import type { AgentProgram } from './fake-agent.ts'
import { fakeCluster, recordedNodes } from './fake-cluster.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes that are in use, once all garbage is gone. */
function bytesInUse(): number {
  collect()
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return arrayBuffers + heapUsed
}

const nodeCount = 50
const names = Array.from({ length: nodeCount }, (_, index) => `node${index + 1}`)
const nodes = names.flatMap((name) =>
  recordedNodes.slice(1, 2).map((node) => ({ ...node, metadata: { ...node.metadata, name } })),
)
const taps = names.flatMap((name) => [`${name}:eth0`, `${name}:tunl0`])

const head = Buffer.from(writePcap({ linkType: 1, packets: [] }))
const packets = Array.from({ length: 100 }, (_, index) => ({ timestampNs: BigInt(index), bytes: new Uint8Array(1400) }))
const burst = Buffer.from(writePcap({ linkType: 1, packets })).subarray(head.length)

/** Tcpdumps that see a burst when `see` is called. */
function tcpdumps() {
  const bursts: (() => void)[] = []
  const program: AgentProgram = (_call, say) => {
    let count = 0
    say('R', 'tcpdump: listening on eth0, link-type EN10MB (Ethernet)\n')
    say('O', head)
    bursts.push(() => {
      count += packets.length
      say('O', burst)
    })
    return (signal) => {
      if (signal !== '10') return 'ended'
      say('R', `${count} packets captured, ${count} packets received by filter, 0 packets dropped by kernel\n`)
      return undefined
    }
  }
  return { program, see: () => bursts.forEach((one) => one()), running: () => bursts.length }
}

test(`${nodeCount} nodes are captured at once by one connection each, and nothing of it is kept`, async () => {
  const { program, see, running } = tcpdumps()
  const { kubernetes, jobs, agents } = fakeCluster({ nodes, program })
  const cluster = clusterOf(await existingEngine(kubernetes, '/tmp/kubeconfig', { say: () => {} }), 'visitor')
  const stop = new AbortController()
  let read = 0
  const output = { write: (batch: readonly unknown[]) => void (read += batch.length) }
  const before = bytesInUse()
  const streaming = streamTaps(cluster, taps, [output], { signal: stop.signal })
  await vi.waitFor(() => expect(running()).toBe(taps.length), { timeout: 10_000 })
  expect([jobs().length, agents.length]).toEqual([nodeCount, nodeCount])
  const armed = bytesInUse() - before
  let most = 0
  // 280 MB in all.
  for (let round = 1; round <= 20; round++) {
    see()
    await vi.waitFor(() => expect(read).toBe(round * taps.length * packets.length), { timeout: 10_000 })
    most = Math.max(most, bytesInUse() - before)
  }
  stop.abort()
  const { taps: ended } = await streaming
  await cluster.close()
  expect(ended.every(({ received, dropped }) => received === 2000 && dropped === 0)).toBe(true)
  const mebibytes = [armed, most].map((bytes) => Math.round(bytes / 2 ** 20))
  process.stderr.write(
    `capture: 100 taps of 50 nodes armed take ${mebibytes[0]} MiB, in use ${mebibytes[1]} MiB at most\n`,
  )
  // A packet of the fakes' own is in each of 100 streams.
  expect(armed).toBeLessThan(40 * 2 ** 20)
  expect(most).toBeLessThan(100 * 2 ** 20)
})
