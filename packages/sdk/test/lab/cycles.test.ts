import { mkdtempSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cacheFolder } from '../../src/cache/cache-folder.ts'
import { runtimeFolder } from '../../src/host/supervisor/address.ts'
import { attachClabFabric, capture, createKindCluster, ping, racks } from '../../src/index.ts'
import { tracesAfter, treeOf } from './leftovers.ts'

// A hundred: UNDERLAY_CYCLES=100 npx vitest run packages/sdk/test/lab/cycles.test.ts
const cycles = Number(process.env['UNDERLAY_CYCLES'] ?? 8)
// What is loaded and cached once comes in these.
const warmUp = 3

const name = `cycles-${process.pid}`
const { kind, clab, files } = racks({ name, racks: 2, nodesPerRack: 1 })
const folder = mkdtempSync(join(tmpdir(), 'underlay-cycles-'))
const startFolder = process.cwd()
const socketsAtStart = openSockets()

beforeAll(() => process.chdir(folder))

afterAll(() => {
  process.chdir(startFolder)
  rmSync(folder, { recursive: true })
})

async function cycle(): Promise<void> {
  const cluster = await createKindCluster(kind, { engine: 'netns', host: 'local' })
  try {
    await attachClabFabric(cluster, clab, { files })
    const [from, to] = [cluster.node('control-plane'), cluster.node('worker')]
    const cap = await capture(cluster, ['control-plane:net0', 'worker:net0'], () => ping(from, to, { count: 1 }), {
      filter: 'icmp',
      name: 'cycle',
    })
    expect(cap.packets).toHaveLength(4)
  } finally {
    await cluster[Symbol.asyncDispose]()
  }
  expect(await tracesAfter(name, 2000)).toEqual([])
}

/** What a process and its machine would show of a leak, once the connections of the last lab are closed. */
async function held() {
  await expect.poll(openSockets, { timeout: 5000 }).toBe(socketsAtStart)
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
  return {
    processes: treeOf(process.pid).length,
    descriptors: descriptors().length,
    heapBytes: process.memoryUsage().heapUsed,
    files: [folder, runtimeFolder(), join(cacheFolder(), 'local')].flatMap((path) => {
      const recursive = path === folder
      return readdirSync(path, { recursive }).filter(
        (file) => !recursive || statSync(join(path, String(file))).isFile(),
      )
    }).length,
  }
}

function openSockets(): number {
  return descriptors().filter((target) => target.startsWith('socket:')).length
}

function descriptors(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((number) => {
    try {
      return [readlinkSync(`/proc/self/fd/${number}`)]
    } catch {
      // The one that reads the folder.
      return []
    }
  })
}

test(`${cycles} cycles of up, capture and down: nothing grows`, { timeout: 1_800_000 }, async ({ annotate }) => {
  for (let count = 0; count < warmUp; count++) await cycle()
  const before = await held()
  for (let count = 0; count < cycles; count++) await cycle()
  const after = await held()
  await annotate(JSON.stringify({ before, after }))
  // Less is no growth: what the first cycles had opened may be closed by then.
  expect(after.processes).toBeLessThanOrEqual(before.processes)
  expect(after.descriptors).toBeLessThanOrEqual(before.descriptors)
  expect(after.files).toBeLessThanOrEqual(before.files)
  expect((after.heapBytes - before.heapBytes) / cycles).toBeLessThan(200_000)
})
