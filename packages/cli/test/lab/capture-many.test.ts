import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { attachClabFabric, createKindCluster, nodes, ping, racks, type Cluster, type Node } from '@underlay/sdk'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const main = join(import.meta.dirname, '../../src/main.ts')
const lab = racks({ name: `live-many-${process.pid}`, racks: 5, nodesPerRack: 10 })
let cluster: Cluster
let all: readonly Node[]

beforeAll(async () => {
  cluster = await createKindCluster(lab.kind, { engine: 'netns', host: 'local' })
  await attachClabFabric(cluster, lab.clab, { files: lab.files })
  all = await nodes(cluster)
})

afterAll(() => cluster[Symbol.asyncDispose]())

/** Captures at taps while every node pings another; the most memory that the command had, in MiB. */
async function captured(taps: readonly string[]) {
  const env = { ...process.env, UNDERLAY_LAB: lab.kind.name }
  const args = [main, 'capture', ...taps, '-f', 'icmp', '-s', '1500']
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [bytes, said] = [0, '']
  child.stdout.on('data', (chunk: Buffer) => (bytes += chunk.length))
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const closed = once(child, 'close')
  await vi.waitFor(() => expect(said).toContain('listening on'), { timeout: 60_000 })
  const far = (index: number): Node => all[(index + 17) % all.length] as Node
  const pings = all.map((node, index) => ping(node, far(index), { count: 100, intervalMs: 10, sizeBytes: 1400 }))
  await Promise.all(pings)
  const [, peak] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
  child.kill('SIGINT')
  const [code] = await closed
  return { code, said, mebibytes: bytes / 2 ** 20, peak: Number(peak) / 1024 }
}

test('50 nodes are captured at once in hardly more memory than one', async () => {
  const taps = all.map(({ place }) => `${place}:net0`)
  const one = await captured(taps.slice(0, 1))
  const many = await captured(taps)
  expect([one.code, many.code, many.said.split('\n')[0]]).toEqual([0, 0, 'listening on 50 taps'])
  expect(many.mebibytes).toBeGreaterThan(10 * one.mebibytes)
  const [least, most] = [one.peak, many.peak].map((peak) => Math.round(peak))
  process.stderr.write(`capture: ${least} MiB for one tap, ${most} MiB for 50 with ${Math.round(many.mebibytes)} MiB\n`)
  expect(many.peak - one.peak).toBeLessThan(80)
})
