import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { cacheFolder } from '../../src/cache/cache-folder.ts'
import type { Connection } from '../../src/host/connection.ts'
import { run } from '../../src/host/run.ts'
import { findSupervisor, startSupervisor } from '../../src/host/supervisor/start.ts'
import {
  assertEncap,
  attachClabFabric,
  calicoIpipCrossSubnet,
  capture,
  createKindCluster,
  deployWorkload,
  installCalico,
  ping,
} from '../../src/index.ts'
import { tracesAfter } from './leftovers.ts'

// A cache of its own, with the packages and the initramfs of the machine's.
const folder = mkdtempSync(join(tmpdir(), 'underlay-snapshot-'))
const cache = join(folder, 'underlay', 'microvm')
const startFolder = process.cwd()
const name = `snapshot-${process.pid}`
const said: string[] = []
const labs: Connection[] = []

beforeAll(() => {
  mkdirSync(cache, { recursive: true })
  symlinkSync(join(cacheFolder(), 'debian'), join(folder, 'underlay', 'debian'))
  process.env.XDG_CACHE_HOME = folder
  process.chdir(folder)
})

afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.destroy()
  said.length = 0
})

afterAll(() => {
  process.chdir(startFolder)
  rmSync(folder, { recursive: true })
})

async function start(lab = name): Promise<Connection> {
  const connection = await startSupervisor(lab, 'microvm', { say: (line) => said.push(line) })
  labs.push(connection)
  return connection
}

const snapshots = (): string[] => readdirSync(cache).filter((entry) => /^(snapshot|draft)/.test(entry))
const inSnapshot = (file: string): string => join(cache, snapshots()[0] ?? '', file)

test('a supervisor that is killed while it takes a snapshot leaves nothing of it', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'creator.ts'), name, 'microvm'], { stdio: 'ignore' })
  while (!snapshots().some((entry) => existsSync(join(cache, entry, 'memory')))) await nextMoment()
  child.kill('SIGKILL')
  expect(await tracesAfter(name, 200)).toEqual([])
  expect(snapshots()).toEqual([])
})

test('the first start takes it, the second is a whole lab from it', async () => {
  const { kind, clab, files, calico, workload } = calicoIpipCrossSubnet({ name })
  const create = () => createKindCluster(kind, { host: 'microvm', onProgress: (line) => said.push(String(line)) })
  {
    await using first = await create()
    expect(first.host.kind).toBe('microvm')
    // A device of hardware has a bus that it stands on: there is none, and so no way out of the guest.
    const guest = await findSupervisor(name)
    expect(
      guest && (await run(guest, '', ['sh', '-c', 'ls -d /sys/class/net/*/device /sys/bus/pci/devices/*/net || true'])),
    ).toBe('')
    guest?.close()
  }
  expect(snapshots()).toEqual([expect.stringMatching(/^snapshot-\w+$/)])
  await using cluster = await create()
  await attachClabFabric(cluster, clab, { files })
  await installCalico(cluster, calico)
  const app = await deployWorkload(cluster, workload)
  const [from, to] = [app.on('worker'), app.on('worker2')]
  const beforeMs = Date.now()
  const cap = await capture(cluster, ['worker:net0', 'gw0:eth1'], () => ping(from, to))
  assertEncap(cap, { from, to, expect: 'ipip', mark: cap.result.mark })
  // Its clock is this machine's: it does not go on where it stood when the snapshot was taken.
  const times = cap.packets.map(({ timestampNs }) => Number(timestampNs) / 1e6)
  expect(Math.min(...times)).toBeGreaterThan(beforeMs - 1000)
  expect(Math.max(...times)).toBeLessThan(Date.now() + 1000)
})

test('two labs from one snapshot at the same time share nothing, and no random numbers', async () => {
  const pair = await Promise.all([start(`${name}-a`), start(`${name}-b`)])
  const lines = [
    'cat /proc/sys/kernel/random/boot_id',
    'head -c 16 /dev/urandom | sha256sum',
    'perl -e "print rand"',
    'ip link add one type veth peer name two && cat /sys/class/net/one/address /sys/class/net/two/address',
  ]
  for (const line of lines) {
    const [one, other] = await Promise.all(pair.map((lab) => run(lab, '', ['bash', '-c', line])))
    expect(one).not.toBe(other)
  }
  const [first, second] = pair as [Connection, Connection]
  await first.write('/tmp/mine', 'x')
  expect(await run(second, '', ['ls', '/tmp'])).not.toContain('mine')
  expect(said).toEqual([])
  expect(snapshots()).toHaveLength(1)
})

test('one that was cut, and one whose state is of another guest, are refused and taken anew', async () => {
  truncateSync(inSnapshot('memory'), 4096)
  await start()
  expect(said).toEqual([expect.stringMatching(/is taken anew: its files were changed/)])
  expect(snapshots()).toHaveLength(1)
  said.length = 0
  await labs.pop()?.destroy()
  cpSync(inSnapshot('about.json'), inSnapshot('state'))
  expect(await run(await start(), '', ['echo', 'here'])).toBe('here\n')
  expect(said).toEqual([expect.stringMatching(/is taken anew: its files were changed/)])
  said.length = 0
  await labs.pop()?.destroy()
  expect(await run(await start(), '', ['echo', 'here'])).toBe('here\n')
  expect(said).toEqual([])
})

function nextMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5))
}
