import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  attachClabFabric,
  calicoIpipCrossSubnet,
  capture,
  createKindCluster,
  decode,
  field,
  ping,
  type Cluster,
} from '../../src/index.ts'

const count = 8
const presets = Array.from({ length: count }, (_, index) =>
  calicoIpipCrossSubnet({ name: `many-${process.pid}-${index}` }),
)
const labs: Cluster[] = []
const folder = mkdtempSync(join(tmpdir(), 'underlay-many-'))
const startFolder = process.cwd()

// All have the same addresses.
beforeAll(async () => {
  process.chdir(folder)
  const made = await Promise.allSettled(
    presets.map(async ({ kind, clab, files }) => {
      const cluster = await createKindCluster(kind, { host: 'local' })
      labs.push(cluster)
      await attachClabFabric(cluster, clab, { files })
    }),
  )
  const failed = made.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
})

afterAll(async () => {
  await Promise.all(labs.map((lab) => lab[Symbol.asyncDispose]()))
  process.chdir(startFolder)
  rmSync(folder, { recursive: true })
})

test('eight labs with the same addresses see nothing of one another’s packets', async () => {
  const taps = ['control-plane:net0', 'gw0:eth1', 'worker2:net0'] as const
  const seen = await Promise.all(
    labs.map(async (lab, index) => {
      // Each lab sends another number of probes, all at the same time.
      const probes = index + 1
      const flow = () => ping(lab.node('control-plane'), lab.node('worker2'), { count: probes, intervalMs: 20 })
      const cap = await capture(lab, taps, flow, { filter: 'icmp', name: `many-${index}` })
      const requests = cap.packets.filter((packet) => field(decode(packet), 'icmp.type') === 8).length
      return [cap.result.received, requests, cap.packets.length, cap.dropped]
    }),
  )
  expect(seen).toEqual(labs.map((_, index) => [index + 1, 3 * (index + 1), 6 * (index + 1), 0]))
})

const reach = (lab: Cluster) => ping(lab.node('control-plane'), lab.node('worker2'), { count: 1, timeoutMs: 500 })

test('what is taken down in one stays up in the others', async () => {
  const [first, ...others] = labs
  if (first === undefined) throw new Error('no lab')
  const cut = await first.internals.spawn('worker2', ['ip', 'link', 'set', 'net0', 'down'], { stdin: '' })
  await cut.exited
  expect((await reach(first)).received).toBe(0)
  expect(await Promise.all(others.map(async (lab) => (await reach(lab)).received))).toEqual(others.map(() => 1))
})
