import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import {
  attachClabFabric,
  CommandError,
  connectCluster,
  createKindCluster,
  daemonSet,
  deployWorkload,
  destroyCluster,
  installFlannel,
  interfaces,
  LabError,
  LabStateError,
  LabTimeoutError,
  listLabs,
  nodes,
  ping,
  TopologyError,
} from '../../src/index.ts'
import { useOwnFolders } from './environment.ts'
import { sharedFolder } from './real-images.ts'
import { hostTraces, wholeHost } from './leftovers.ts'
import { rejection } from '../unit/refusal.ts'
import { tinyLab } from './tiny-lab.ts'

const folder = useOwnFolders()
const before = wholeHost()
const settled = { timeout: 60_000, interval: 500 }

afterEach(async () => {
  for (const name of ['real-killed', 'real-orphan', 'real-faults']) await destroyCluster(name, { engine: 'kind' })
})

interface Creator {
  readonly child: ChildProcess
  readonly said: () => string
  readonly ended: Promise<number | null>
}

function create(name: string, lifetime: 'process' | 'persistent' | 'attach' | 'capture'): Creator {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'creator.ts'), name, lifetime], { detached: true })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => void child.once('close', resolve))
  return { child, said: () => said, ended }
}

/** The networks of a lab's containers as text, but for what the kernel counts. */
function networksOf(lab: string): string[] {
  const script = 'ls /run/netns; ip -o addr; ip route; ip rule; ps -eo args= | grep -c "[z]ebra"'
  return ['control-plane', 'worker', 'underlay'].map((container) => {
    const { stdout } = spawnSync('docker', ['exec', `${lab}-${container}`, 'sh', '-c', script], { encoding: 'utf8' })
    return stdout.replaceAll(/^\d+: |(valid|preferred)_lft \S+| linkdown/gm, '')
  })
}

const tcpdumps = () => hostTraces()['processes']?.filter((args) => args.startsWith('tcpdump'))

test('kind killed half-way: a clear error, and nothing is left', async () => {
  const { said, ended } = create('real-killed', 'persistent')
  await expect.poll(said, settled).toMatch(/Preparing nodes/)
  await expect.poll(() => spawnSync('pkill', ['-9', '-f', 'kind create cluster --name real-killed']).status).toBe(0)
  expect(await ended).toBe(1)
  expect(said()).toMatch(/EngineError: kind did not create the cluster real-killed/)
  expect(said()).not.toContain('    at ')
  await expect.poll(wholeHost, settled).toEqual(before)
})

test('kill -9 while kind runs: the reaper takes back what there is', async () => {
  const { child, said } = create('real-orphan', 'persistent')
  await expect.poll(said, settled).toMatch(/✓ Preparing nodes/)
  child.kill('SIGKILL')
  await expect.poll(wholeHost, settled).toEqual(before)
})

test('kill -9 of the one who made a process lab ends the lab', async () => {
  const { child, said } = create('real-orphan', 'process')
  await expect.poll(said, { timeout: 120_000 }).toMatch(/ready real-orphan/)
  expect(hostTraces()['containers']).toContain('real-orphan-control-plane')
  child.kill('SIGKILL')
  await expect.poll(wholeHost, settled).toEqual(before)
})

test('mistakes and faults on a lab that runs', async ({ annotate }) => {
  const { clab, files, name } = tinyLab('real-faults')
  // Two scripts make the same lab at once: one makes it, the other waits and finds it.
  const both = [create(name, 'persistent'), create(name, 'persistent')]
  const codes = await Promise.all(both.map(({ ended }) => ended))
  const errors = both.map(({ said }, index) => (codes[index] === 0 ? '' : said()))
  expect({ codes, errors }).toEqual({ codes: [0, 0], errors: ['', ''] })
  expect(both.map(({ said }) => said().includes('Creating cluster')).sort()).toEqual([false, true])

  const record = async () => readFile(join(process.env['XDG_STATE_HOME'] ?? '', 'underlay', name, 'lab.json'), 'utf8')
  await annotate(
    'a wiring that fails: a typed error, nothing half-built, the host as it was, and the mended document wires',
  )
  const bare = await connectCluster({ lab: name })
  const unwired = () => ({ inside: networksOf(name), host: wholeHost() })
  const initial = unwired()
  const { server1 } = clab.topology.nodes
  const lines = ['ip addr add 10.9.9.9/32 dev lo', 'no-such-program']
  const broken = structuredClone({
    ...clab,
    topology: {
      ...clab.topology,
      nodes: { ...clab.topology.nodes, server1: { ...server1, exec: [...(server1?.exec ?? []), ...lines] } },
    },
  })
  expect((await rejection(attachClabFabric(bare, broken, { files, trust: true }), CommandError)).message).toMatch(
    /^server1: no-such-program: /,
  )
  spawnSync('docker', ['exec', `${name}-control-plane`, 'ip', 'addr', 'del', '10.9.9.9/32', 'dev', 'lo'])
  expect(unwired()).toEqual(initial)
  expect((await rejection(attachClabFabric(bare, clab, { files: {} }), TopologyError)).message).toContain(
    'gw0-boot.cfg',
  )
  spawnSync('docker', ['exec', `${name}-worker`, 'ip', 'link', 'add', 'net0', 'type', 'bridge'])
  const taken = networksOf(name)
  expect((await rejection(attachClabFabric(bare, clab, { files }), LabStateError)).message).toMatch(
    /^server2:net0 is there/,
  )
  expect(networksOf(name)).toEqual(taken)
  spawnSync('docker', ['exec', `${name}-worker`, 'ip', 'link', 'del', 'net0'])
  expect(unwired()).toEqual(initial)
  await bare.close()

  await annotate('kill -9 in the middle of the wiring: the lab stays, and the step can be taken again')
  const attaching = create(name, 'attach')
  // The wiring takes a tenth of a second: too short for a poll.
  for (const late = Date.now() + 30_000; !(await record()).includes('"attaching"');)
    expect(Date.now()).toBeLessThan(late)
  attaching.child.kill('SIGKILL')
  await attaching.ended
  await using cluster = await connectCluster({ lab: name })
  await attachClabFabric(cluster, clab, { files })
  expect((await ping(cluster.node('server1'), cluster.node('server2'))).received).toBe(3)

  await annotate('a manifest with a typo')
  const manifest = join(folder, 'flannel.yml')
  const upstream = await readFile(join(sharedFolder, 'manifests/kube-flannel-v0.28.9.yml'), 'utf8')
  await writeFile(manifest, upstream.replace('kind: DaemonSet', 'kind: DaemonSett'))
  const typo = await rejection(installFlannel(cluster, { manifest, offline: true }), TopologyError)
  expect(typo.message).toContain('flannel')
  await writeFile(manifest, upstream.replace('metadata:', 'metadata'))
  const yaml = await rejection(installFlannel(cluster, { manifest, offline: true }), TopologyError)
  expect(yaml.message).toMatch(/flannel\.yml:\d+:\d+/)

  await annotate('an image that is not to be had offline')
  const image = 'registry.example/none:v1'
  const { message, fix } = await rejection(installFlannel(cluster, { image, offline: true }), LabError)
  expect(message).toContain(image)
  expect(fix).toContain('docker pull')
  expect(cluster.cni).toBeUndefined()

  await annotate('pods before the CNI')
  const image0 = process.env['REAL_NETTOOL_IMAGE'] ?? 'burlyluo/nettool'
  const app = daemonSet('app', { image: image0 })
  expect((await rejection(deployWorkload(cluster, app), LabStateError)).message).toContain('pods need a CNI')

  await annotate('a pod that never becomes ready, with what was seen last')
  await installFlannel(cluster, { directRouting: true, offline: true })
  const [container] = app.spec.template.spec.containers
  const template = {
    ...app.spec.template,
    spec: { containers: [{ ...container, readinessProbe: { exec: { command: ['false'] } } }] },
  }
  const failing = { ...app, spec: { ...app.spec, template } }
  const late = await rejection(deployWorkload(cluster, failing, { timeoutMs: 8000 }), LabTimeoutError)
  expect(late.awaited).toContain('DaemonSet default/app')
  expect(late.lastSeen).toMatch(/app.*(0 of 2|not ready|unready)/is)

  await annotate('Ctrl-C in a capture: the script keeps what it captured, and no tcpdump is left')
  const capturing = create(name, 'capture')
  await expect.poll(capturing.said, settled).toContain('listening')
  await ping(cluster.node('server1'), cluster.node('server2'))
  // As a terminal does: to the whole group.
  process.kill(-(capturing.child.pid ?? 0), 'SIGINT')
  expect([await capturing.ended, capturing.said()]).toEqual([0, expect.stringMatching(/kept [1-9]\d*, dropped 0/)])
  const armed = create(name, 'capture')
  await expect.poll(armed.said, settled).toContain('listening')
  expect(tcpdumps()).toHaveLength(1)
  armed.child.kill('SIGKILL')
  await expect.poll(tcpdumps, settled).toEqual([])

  for (const command of [
    ['rm', '-f', `${name}-underlay`],
    ['restart', `${name}-worker`],
  ]) {
    await annotate(`docker ${command.join(' ')}: attaching again repairs the fabric`)
    spawnSync('docker', command)
    await using repaired = await connectCluster({ lab: name })
    expect((await interfaces(repaired.node('server2'))).map((device) => device.name)).not.toContain('net0')
    await attachClabFabric(repaired, clab, { files })
    expect((await ping(repaired.node('server1'), repaired.node('server2'))).received).toBe(3)
    expect((await nodes(repaired)).map(({ internalIp }) => internalIp)).toEqual(['10.1.5.10', '10.1.5.11'])
  }

  await annotate('docker stop of a node: said, and repaired by making the lab again')
  spawnSync('docker', ['stop', `${name}-worker`])
  expect((await listLabs()).find((lab) => lab.name === name)).toMatchObject({
    state: 'stale',
    reason: `${name}-worker does not run`,
    garbage: false,
  })
  expect((await rejection(connectCluster({ lab: name }), LabStateError)).fix).toContain('docker start')
  await using started = await createKindCluster(tinyLab(name).kind, { engine: 'kind', lifetime: 'persistent' })
  await attachClabFabric(started, clab, { files })
  expect((await ping(started.node('server1'), started.node('server2'))).received).toBe(3)
  await started.close()

  await annotate('a node that was removed')
  spawnSync('docker', ['rm', '-f', '-v', `${name}-worker`])
  const gone = await rejection(connectCluster({ lab: name }), LabStateError)
  expect(gone.message).toContain(`${name}-worker is gone`)
  expect(gone.fix).toContain(`destroyCluster('${name}')`)
  await cluster.close()
  expect(await destroyCluster(name, { engine: 'kind' })).toBe(true)
  await expect.poll(wholeHost, settled).toEqual(before)
})
