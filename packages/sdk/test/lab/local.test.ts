import { kernelNeeds } from '@underlay/configs'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  attachClabFabric,
  calicoIpipCrossSubnet,
  capture,
  connectCluster,
  createKindCluster,
  decode,
  field,
  ping,
  type Cluster,
} from '../../src/index.ts'
import { chooseHost } from '../../src/host/choose-host.ts'
import { requireFeatures } from '../../src/host/features.ts'
import { probeLocal } from '../../src/host/local/probe.ts'
import { run, tryRun } from '../../src/host/run.ts'
import { findSupervisor } from '../../src/host/supervisor/start.ts'

const preset = calicoIpipCrossSubnet({ name: `host-local-${process.pid}` })
const before = visible()
const folder = mkdtempSync(join(tmpdir(), 'underlay-local-'))
const startFolder = process.cwd()
let cluster: Cluster

beforeAll(async () => {
  process.chdir(folder)
  cluster = await createKindCluster(preset.kind, { host: 'local' })
  await attachClabFabric(cluster, preset.clab, { files: preset.files })
})

afterAll(async () => {
  await cluster[Symbol.asyncDispose]()
  process.chdir(startFolder)
  rmSync(folder, { recursive: true })
})

/** What this process sees of namespaces: named ones, devices, mounts. */
function visible(): unknown {
  const named = readdirSync('/run', { withFileTypes: true }).some(({ name }) => name === 'netns')
  const devices = Object.keys(networkInterfaces()).sort()
  return [named && readdirSync('/run/netns'), devices, readFileSync('/proc/self/mountinfo', 'utf8')]
}

async function inLab(...argv: readonly string[]): Promise<string> {
  const host = await findSupervisor(preset.name)
  if (host === undefined) throw new Error('the lab is gone')
  try {
    return await run(host, 'control-plane', argv)
  } finally {
    host.close()
  }
}

test('nothing of a lab is visible in the namespaces of this machine', () => {
  expect(cluster.host).toMatchObject({ kind: 'local' })
  expect(visible()).toEqual(before)
})

test('a lab sees its own files and processes only, and cannot change its programs', async () => {
  const host = await findSupervisor(preset.name)
  if (host === undefined) throw new Error('the lab is gone')
  const look = async (script: string) => (await tryRun(host, '', ['sh', '-c', script])).stdout.trim()
  expect(await look('ls /')).toBe('bin\ndev\netc\nlib\nlib64\nproc\nroot\nrun\nsbin\nsrv\nsys\ntmp\nunderlay\nusr\nvar')
  expect(await look('cat /proc/1/cmdline | tr "\\0" " "')).toContain('enter-root.pl')
  expect(await look('ls -d /proc/[0-9]* | wc -l').then(Number)).toBeLessThan(10)
  expect(await look('touch /usr/bin/x /etc/x || echo refused')).toBe('refused')
  expect(await look('echo x > /tmp/x && cat /tmp/x')).toBe('x')
  expect(await look('cut -d" " -f5 /proc/self/mountinfo')).not.toContain('cache')
  host.close()
})

test('pings cross the gateway, and are captured', async () => {
  const visitor = await connectCluster({ lab: preset.name })
  const [from, to] = [visitor.node('control-plane'), visitor.node('worker2')]
  const twice = () => ping(from, to, { count: 2 })
  const cap = await capture(visitor, ['control-plane:net0', 'worker2:net0'], twice, { filter: 'icmp' })
  const ttls = cap.packets.map((packet) => field(decode(packet), 'ip.ttl'))
  expect([cap.result.received, cap.dropped, ttls.sort()]).toEqual([2, 0, [63, 63, 63, 63, 64, 64, 64, 64]])
  await visitor[Symbol.asyncDispose]()
})

test('in a lab of root tcpdump is another user, without any capability', async ({ skip }) => {
  skip(process.getuid?.() !== 0, 'the lab is not one of root')
  const own = 'for of in $(grep -lx tcpdump /proc/[0-9]*/comm); do grep -E "^(Uid|CapEff)" ${of%comm}status; done'
  const visitor = await connectCluster({ lab: preset.name })
  const { result } = await capture(visitor, ['control-plane:net0'], () => inLab('sh', '-c', own))
  expect(
    result
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t').slice(0, 3)),
  ).toEqual([
    ['Uid:', '100', '100'],
    ['CapEff:', '0000000000000000'],
  ])
  await visitor[Symbol.asyncDispose]()
})

test('programs are those of the microVM', async () => {
  for (const program of ['ip', 'bridge', 'tc', 'nft', 'tcpdump', 'bird', 'birdc', 'ping', 'perl', 'bash', 'dash']) {
    expect(await inLab('sh', '-c', `command -v ${program}`)).toMatch(/^\/(usr\/)?s?bin\//)
  }
})

test('auto takes this kernel for what it can make, and refuses what it cannot, before anything is made', async () => {
  const needs = kernelNeeds({ flannel: { backend: 'host-gw' } })
  const said: string[] = []
  expect(await chooseHost('auto', needs, (line) => said.push(line))).toBe('local')
  expect(said.join()).toMatch(/^host local: Linux/)
  const lacks = await probeLocal(['ipip'])
  const host = await findSupervisor(preset.name)
  if (host === undefined) throw new Error('the lab is gone')
  const refused = await requireFeatures(host, ['ipip']).catch((error: unknown) => String(error))
  expect(String(refused).includes('cannot make ipip')).toBe(lacks.length > 0)
  host.close()
})
