import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  addressAt,
  assertEncap,
  AssertionError,
  assertPath,
  attachClabFabric,
  bgpSessions,
  calicoIpipCrossSubnet,
  capture,
  CommandError,
  compareAcross,
  connectCluster,
  createKindCluster,
  decode,
  deployWorkload,
  field,
  formatRoute,
  httpGet,
  InconclusiveError,
  installCalico,
  interfaces,
  LabStateError,
  nodes,
  ping,
  pods,
  readCapture,
  removeControlPlaneTaint,
  routes,
  TopologyError,
  transfer,
  UnknownNameError,
  type Capture,
  type ClabLink,
  type ClabTopology,
  type Cluster,
  type DaemonSet,
  type KubernetesObject,
} from '../../src/index.ts'
import type { Connection } from '../../src/host/connection.ts'
import { observeDevices } from '../../src/plan/observe.ts'
import { run } from '../../src/host/run.ts'
import { findSupervisor } from '../../src/host/supervisor/start.ts'
import { tracesAfter } from './leftovers.ts'

// The reference lab's own name, whose blocks are the recorded ones, in a runtime folder where nobody else has it.
const folder = mkdtempSync(join(tmpdir(), 'underlay-reference-'))
process.env.XDG_RUNTIME_DIR = folder
const reference = calicoIpipCrossSubnet()
const gatewayMac = '02:00:0a:01:05:01'
const preset = { ...reference, clab: withMac(withExec(reference.clab, 'server4', "sh -c 'printf x >> /tmp/attached'")) }
const startFolder = process.cwd()
let cluster: Cluster

// One lab, built step by step: the tests stand in the order of the tutorial and lean on one another.
beforeAll(async () => {
  process.chdir(folder)
  cluster = await createKindCluster(preset.kind, { host: 'microvm' })
})

afterAll(async () => {
  await cluster[Symbol.asyncDispose]()
  process.chdir(startFolder)
  rmSync(folder, { recursive: true })
  const left = await tracesAfter(preset.name, 500)
  if (left.length > 0) throw new Error(`left behind: ${left.join('; ')}`)
})

/** The source addresses of the echo requests at a tap. */
function sourcesAt(cap: Capture, tap: string): unknown[] {
  const id = cap.interfaces.find((candidate) => candidate.tap === tap)?.id
  const requests = cap.packets
    .filter(({ interfaceId }) => interfaceId === id)
    .map((packet) => decode(packet))
    .filter((layers) => field(layers, 'icmp.type') === 8)
  return [...new Set(requests.map((layers) => field(layers, 'ip.src')))]
}

/** The topology with one more `exec` line. */
function withExec(clab: ClabTopology, name: string, line: string): ClabTopology {
  const { nodes } = clab.topology
  const node = { ...nodes[name], exec: [...(nodes[name]?.exec ?? []), line] }
  return { ...clab, topology: { ...clab.topology, nodes: { ...nodes, [name]: node } } }
}

/** The topology with the link of gw0's eth1 in the long notation, with a MAC. */
function withMac(clab: ClabTopology): ClabTopology {
  const long: ClabLink = {
    type: 'veth',
    endpoints: [
      { node: 'gw0', interface: 'eth1', mac: gatewayMac },
      { node: 'br-pool0', interface: 'br-pool0-net2' },
    ],
    mtu: 1500,
  }
  const links = (clab.topology.links ?? []).map((link) =>
    (link.endpoints ?? []).includes('gw0:eth1' as never) ? long : link,
  )
  return { ...clab, topology: { ...clab.topology, links } }
}

/** A connection of its own to the lab. */
async function secondConnection(): Promise<Connection> {
  const host = await findSupervisor(preset.name)
  if (host === undefined) throw new Error('the lab is gone')
  return host
}

describe('a cluster without fabric', () => {
  test('has the nodes of the kind config, NotReady and tainted as kubeadm leaves them', async () => {
    const list = await nodes(cluster)
    expect(list.map(({ place, address, ready, internalIp }) => [place, address, ready, internalIp])).toEqual([
      ['control-plane', '10.1.5.10', false, undefined],
      ['worker', '10.1.5.11', false, undefined],
      ['worker2', '10.1.8.10', false, undefined],
      ['worker3', '10.1.8.11', false, undefined],
    ])
    expect(list.map(({ taints }) => taints.length)).toEqual([1, 0, 0, 0])
  })

  test('has eth0 in the network of kind, and the default route by it', async () => {
    const table = (await routes(cluster.node('worker'))).map(formatRoute)
    expect(table).toEqual(['default via 172.18.0.1 dev eth0', '172.18.0.0/16 dev eth0 src 172.18.0.3'])
  })

  test('refuses a CNI, a workload, and a second lab of its name', async () => {
    await expect(installCalico(cluster, preset.calico)).rejects.toThrow(/a CNI needs the fabric.*attachClabFabric/s)
    await expect(deployWorkload(cluster, preset.workload)).rejects.toThrow(/pods need a CNI.*installCalico/s)
    await expect(createKindCluster(preset.kind)).rejects.toThrow(LabStateError)
  })

  test('refuses a topology with a link to nowhere, and makes nothing of it', async () => {
    const host = await secondConnection()
    const before = await observeDevices(host)
    const { topology } = preset.clab
    const links = [...(topology.links ?? []), { endpoints: ['gw0:eth9', 'br-pool7:p9'], mtu: 1500 }]
    const broken = { ...preset.clab, topology: { ...topology, links } }
    await expect(attachClabFabric(cluster, broken, { files: preset.files })).rejects.toThrow(TopologyError)
    expect(await observeDevices(host)).toEqual(before)
    host.close()
  })
})

describe('the fabric', () => {
  test('that fails half-way is taken back', async () => {
    const host = await secondConnection()
    const before = await observeDevices(host)
    const failing = withExec(reference.clab, 'server4', 'ip link set nowhere up')
    await expect(attachClabFabric(cluster, failing, { files: preset.files })).rejects.toThrow(
      /^server4: ip link set nowhere up: exit code 1: Cannot find device "nowhere"/,
    )
    expect(await observeDevices(host)).toEqual(before)
    expect((await routes(cluster.node('worker3'))).map(formatRoute)).toContain('default via 172.18.0.1 dev eth0')
    host.close()
  })

  test('gives the declared addresses and routes; twice at once and once more changes nothing', async () => {
    await using other = await connectCluster({ lab: preset.name })
    await Promise.all([
      attachClabFabric(cluster, preset.clab, { files: preset.files }),
      attachClabFabric(other, preset.clab, { files: preset.files }),
    ])
    const fabric = await attachClabFabric(cluster, preset.clab, { files: preset.files })
    expect(fabric.links).toHaveLength(6)
    const net0 = (await interfaces(cluster.node('server3'))).find(({ name }) => name === 'net0')
    expect(net0).toMatchObject({ mtuBytes: 1500, up: true, addresses: ['10.1.8.10/24'] })
    expect((await nodes(cluster)).map(({ internalIp }) => internalIp)).toEqual([
      '10.1.5.10',
      '10.1.5.11',
      '10.1.8.10',
      '10.1.8.11',
    ])
    expect((await routes(cluster.gateway('gw0'))).map(formatRoute)).toContain('default via 172.20.20.1 dev eth0')
    const eth1 = (await interfaces(cluster.gateway('gw0'))).find(({ name }) => name === 'eth1')
    expect(eth1?.mac).toBe(gatewayMac)
  })

  test('runs an exec line that is no ip line once, however often it is attached', async () => {
    const host = await secondConnection()
    expect(await run(host, '', ['/underlay/exec-line.pl', 'worker3', '--', 'cat', '/tmp/attached'])).toBe('x')
    host.close()
  })

  test('refuses another topology', async () => {
    const other = {
      ...preset.clab,
      topology: { ...preset.clab.topology, links: preset.clab.topology.links?.toReversed() ?? [] },
    }
    await expect(attachClabFabric(cluster, other, { files: preset.files })).rejects.toThrow(
      /another topology is attached/,
    )
  })

  test('routes between the racks, and is masqueraded by the gateway', async () => {
    expect(await ping(cluster.node('server1'), cluster.node('server3'))).toMatchObject({ received: 3, ttl: 63 })
    const cap = await capture(cluster, ['gw0:eth1', 'outside:br-clab'], () =>
      ping(cluster.node('worker'), cluster.outside),
    )
    expect(sourcesAt(cap, 'gw0:eth1')).toEqual(['10.1.5.11'])
    expect(sourcesAt(cap, 'outside:br-clab')).toEqual(['172.20.20.2'])
  })
})

describe('Calico', () => {
  test('is refused where it would take an address that is not the declared one', async () => {
    await expect(installCalico(cluster, { ipip: 'CrossSubnet', autodetection: 'interface=eth0' })).rejects.toThrow(
      /Calico takes 172\.18\.0\.2\/16 on eth0 for control-plane, the kind config says 10\.1\.5\.10.*interface=net0/s,
    )
    expect(cluster.cni).toBeUndefined()
  })

  test('with the wrong autodetection all the same, net0 sees nothing of the pods, and that is inconclusive', async () => {
    await installCalico(cluster, { ipip: 'CrossSubnet', autodetection: 'interface=eth0', verifyAddresses: false })
    const app = await deployWorkload(cluster, preset.workload)
    const [from, to] = [app.on('worker'), app.on('worker2')]
    const cap = await capture(cluster, ['worker:net0', 'worker:eth0'], () => ping(from, to))
    expect(() => assertEncap(cap, { at: 'worker:net0', from, to, expect: 'none' })).toThrow(InconclusiveError)
    expect(assertEncap(cap, { at: 'worker:eth0', from, to, expect: 'none' }).outcome).toBe('pass')
  })

  test('programs routes, tunnel device and BGP as real Calico does', async () => {
    await installCalico(cluster, preset.calico)
    expect((await nodes(cluster)).map(({ ready, cniAddress }) => [ready, cniAddress])).toEqual([
      [true, '10.1.5.10/24'],
      [true, '10.1.5.11/24'],
      [true, '10.1.8.10/24'],
      [true, '10.1.8.11/24'],
    ])
    const table = (await routes(cluster.node('control-plane'))).filter(({ destination }) => destination.endsWith('/26'))
    expect(table.map(formatRoute)).toEqual([
      'blackhole 10.98.81.0/26',
      '10.98.85.128/26 via 10.1.5.11 dev net0',
      '10.98.193.192/26 via 10.1.8.10 dev tunl0 onlink',
      '10.98.241.128/26 via 10.1.8.11 dev tunl0 onlink',
    ])
    expect(table.map(({ protocol, metric }) => [protocol, metric])).toEqual(table.map(() => ['bird', 1024]))
    const tunnel = (await interfaces(cluster.node('control-plane'))).find(({ name }) => name === 'tunl0')
    expect(tunnel).toMatchObject({ mtuBytes: 1480, up: true, addresses: ['10.98.81.0/32'] })
    const sessions = await bgpSessions(cluster)
    expect(sessions.map(({ state }) => state)).toEqual(Array(12).fill('Established'))
  })

  test('each node has its own BIRD, for who types birdc there as well', async () => {
    const at = ['control-plane', 'worker2'] as const
    const said = await Promise.all(at.map((place) => run(cluster.internals, place, ['birdc', 'show', 'status'])))
    expect(said.map((text) => /^Router ID is (.*)$/m.exec(text)?.[1])).toEqual(['10.1.5.10', '10.1.8.10'])
  })
})

describe('the workload', () => {
  test('keeps off a tainted node, and comes when the taint goes', async () => {
    const before = await pods(cluster)
    expect(before.pods.map(({ node }) => node)).toEqual(['worker', 'worker2', 'worker3'])
    expect(() => before.on('control-plane')).toThrow(/tainted node-role.kubernetes.io\/control-plane:NoSchedule/)
    await removeControlPlaneTaint(cluster)
    const after = await deployWorkload(cluster, preset.workload)
    expect(after.pods.map(({ node, address }) => [node, address])).toEqual([
      ['control-plane', '10.98.81.1'],
      ['worker', '10.98.85.129'],
      ['worker2', '10.98.193.193'],
      ['worker3', '10.98.241.129'],
    ])
  })

  test('has the pod side that real Calico gives', async () => {
    const app = await pods(cluster)
    const eth0 = (await interfaces(app.on('worker'))).find(({ name }) => name === 'eth0')
    expect(eth0).toMatchObject({ mtuBytes: 1480, addresses: ['10.98.85.129/32'] })
    const veth = (await interfaces(cluster.node('worker'))).find(({ name }) => name === app.on('worker').hostInterface)
    expect(veth).toMatchObject({ mac: 'ee:ee:ee:ee:ee:ee', mtuBytes: 1480, up: true, addresses: [] })
    expect((await routes(app.on('worker'))).map(formatRoute)).toEqual([
      'default via 169.254.1.1 dev eth0',
      '169.254.1.1 dev eth0',
    ])
  })

  test('answers at the NodePort of every node and at the ClusterIP', async () => {
    const app = await pods(cluster)
    const clusterIp = addressAt(cluster.internals.model().cluster.serviceSubnet, 11)
    const urls = [2, 3, 4, 5].map((last) => `http://172.18.0.${last}:32000/`)
    const outside = await Promise.all(urls.map((url) => httpGet(cluster.outside, url)))
    expect(outside.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const inside = await httpGet(app.on('worker3'), `http://${clusterIp}:8080/`)
    // A ClusterIP keeps a pod's source; only its own endpoint sees it masqueraded.
    expect(inside.text()).toMatch(/^PodName: app-/)
    await expect(httpGet(app.on('worker3'), 'http://10.98.241.129:81/')).rejects.toThrow(CommandError)
  })

  test('drops what does not have the pod’s own source', async () => {
    const app = await pods(cluster)
    const [from, to] = [app.on('worker'), app.on('worker2')]
    const shell = (...argv: string[]) =>
      cluster.internals.spawn(from.place, argv, { stdin: '' }).then(({ exited }) => exited)
    expect((await shell('ip', 'addr', 'add', '10.98.7.7/32', 'dev', 'lo')).exitCode).toBe(0)
    expect((await shell('ping', '-n', '-c', '1', '-W', '1', to.address)).exitCode).toBe(0)
    expect((await shell('ping', '-n', '-c', '1', '-W', '1', '-I', '10.98.7.7', to.address)).exitCode).toBe(1)
    await shell('ip', 'addr', 'del', '10.98.7.7/32', 'dev', 'lo')
  })

  test('reaches outside, masqueraded by its node and then by the gateway', async () => {
    const app = await pods(cluster)
    const taps = [`worker:${app.on('worker').hostInterface}`, 'worker:net0', 'outside:br-clab']
    const cap = await capture(cluster, taps, () => ping(app.on('worker'), cluster.outside))
    expect(taps.map((tap) => sourcesAt(cap, tap))).toEqual([['10.98.85.129'], ['10.1.5.11'], ['172.20.20.2']])
  })
})

describe('on the wire', () => {
  test('inside a rack nothing is encapsulated', async () => {
    const app = await pods(cluster)
    const [from, to] = [app.on('worker2'), app.on('worker3')]
    const cap = await capture(cluster, ['worker2:net0'], () => ping(from, to))
    expect(assertEncap(cap, { from, to, expect: 'none', mark: cap.result.mark }).packets).toBe(6)
    expect(() => assertEncap(cap, { from, to, expect: 'ipip' })).toThrow(AssertionError)
  })

  test('across racks there is IPIP on net0, the inner packet on tunl0, and gw0 takes one from the outer ttl', async () => {
    const app = await pods(cluster)
    const [from, to] = [app.on('worker'), app.on('worker3')]
    const taps = ['worker:tunl0', 'worker:net0', 'gw0:eth1', 'gw0:eth2', 'worker3:net0', `${to.place}:eth0`]
    const cap = await capture(cluster, taps, () => ping(from, to, { count: 5 }))
    const { mark } = cap.result
    const outer = { src: '10.1.5.11', dst: '10.1.8.11' }
    expect(assertEncap(cap, { from, to, expect: 'ipip', outer, mark }).taps).toHaveLength(4)
    assertEncap(cap, { at: 'worker:tunl0', from, to, expect: 'none', mark })
    assertEncap(cap, { at: `${to.place}:eth0`, from, to, expect: 'none', mark })
    const across = compareAcross(cap, { from: from.address, to: to.address, taps: ['gw0:eth1', 'gw0:eth2'], mark })
    expect(across).toMatchObject({ ttlSteps: { outer: -1 }, innerUntouched: true })
    expect(cap).toMatchObject({ seen: cap.packets.length, dropped: 0 })
  })

  test('prediction, routes and wire agree on every hop, and a trace sees them in order', async () => {
    const app = await pods(cluster)
    const { path, rows, trace } = await assertPath(cluster, app.on('control-plane'), app.on('worker2'))
    expect([path.forward.encapsulation, path.reverse.encapsulation]).toEqual(['ipip', 'ipip'])
    expect(rows.filter(({ agrees }) => agrees === '✓')).toHaveLength(28)
    expect(trace.forward.hops.map(({ tap }) => tap).slice(1, 5)).toEqual([
      expect.stringMatching(/^control-plane:cali/),
      'control-plane:tunl0',
      'control-plane:net0',
      expect.stringMatching(/^br-pool/),
    ])
  })

  test('a megabyte of TCP arrives whole, both ways', async () => {
    const app = await pods(cluster)
    for (const peer of ['worker', 'worker2']) {
      const [client, server] = [app.on('control-plane'), app.on(peer)]
      expect(await transfer({ client, server })).toMatchObject({ sizeBytes: 1024 * 1024, intact: true })
    }
  })

  test('the largest packet is the tunnel’s MTU; one byte more is refused at the source', async () => {
    const app = await pods(cluster)
    const [from, to] = [app.on('worker'), app.on('worker2')]
    const fits = { count: 1, sizeBytes: 1480 - 28, dontFragment: true }
    expect((await ping(from, to, fits)).received).toBe(1)
    const larger = await ping(from, to, { ...fits, sizeBytes: fits.sizeBytes + 1, timeoutMs: 300 })
    expect(larger.received).toBe(0)
    const fragmented = await ping(from, to, { count: 1, sizeBytes: 3000 })
    expect(fragmented.received).toBe(1)
  })

  test('the file names engine, host and kernel, and tcpdump reads it', async () => {
    const app = await pods(cluster)
    const cap = await capture(
      cluster,
      ['worker:net0', 'worker:tunl0'],
      () => ping(app.on('worker'), app.on('worker2')),
      {
        name: 'named file',
      },
    )
    expect(cap.file).toBe(join('.underlay', preset.name, 'captures', 'named-file.pcapng'))
    const file = readCapture(readFileSync(cap.file))
    const { kernel } = cluster.host
    expect(kernel).toMatch(/cloud/)
    expect(file.comments?.[0]).toBe(
      `underlay lab=${preset.name} engine=netns host=microvm kernel=${kernel} cni=modelled calico`,
    )
    expect(file.interfaces.map(({ name, linkType }) => [name, linkType])).toEqual([
      ['worker:net0', 1],
      ['worker:tunl0', 101],
    ])
    const read = spawnSync('tcpdump', ['-nr', cap.file], { encoding: 'utf8' })
    // tcpdump itself cannot read files of several link types; it says so, and nothing worse.
    expect(read.stderr).toMatch(/named-file|different type|link-type/)
  })

  test('twenty short captures lose nothing', async () => {
    const app = await pods(cluster)
    const [from, to] = [app.on('control-plane'), app.on('worker2')]
    for (let round = 0; round < 20; round++) {
      const flow = () => ping(from, to, { count: 5, intervalMs: 2 })
      const cap = await capture(cluster, ['control-plane:net0'], flow, { filter: 'ip proto 4', name: 'short' })
      expect([cap.packets.length, cap.dropped]).toEqual([10, 0])
    }
  })
})

describe('other modes, on the running lab', () => {
  test('Always encapsulates inside a rack too, and the assertion says why it is red', async () => {
    await installCalico(cluster, { ...preset.calico, ipip: 'Always' })
    const app = await pods(cluster)
    const [from, to] = [app.on('control-plane'), app.on('worker')]
    const cap = await capture(cluster, ['control-plane:net0'], () => ping(from, to))
    expect(() => assertEncap(cap, { at: 'control-plane:net0', from, to, expect: 'none' })).toThrow(
      /control-plane:net0: expected no encapsulation.*saw ipip.*mode is Always/s,
    )
    assertEncap(cap, {
      at: 'control-plane:net0',
      from,
      to,
      expect: 'ipip',
      outer: { src: '10.1.5.10', dst: '10.1.5.11' },
    })
  })

  test('Never sends plain packets, which the gateway cannot deliver', async () => {
    await installCalico(cluster, { ...preset.calico, ipip: 'Never' })
    const app = await pods(cluster)
    const [from, near, far] = [app.on('control-plane'), app.on('worker'), app.on('worker2')]
    expect((await ping(from, near)).received).toBe(3)
    const cap = await capture(cluster, ['control-plane:net0'], () => ping(from, far, { timeoutMs: 200 }))
    expect(cap.result.received).toBe(0)
    expect(assertEncap(cap, { from, to: far, expect: 'none' }).replies).toBe(0)
    const tunnel = (await interfaces(cluster.node('worker'))).find(({ name }) => name === 'tunl0')
    expect(tunnel).toMatchObject({ up: false, addresses: [] })
  })

  test('CrossSubnet again is as before', async () => {
    await installCalico(cluster, preset.calico)
    const app = await pods(cluster)
    expect((await ping(app.on('control-plane'), app.on('worker2'))).received).toBe(3)
  })
})

describe('a changed workload', () => {
  test('loses the pods that fall out, and gets them back', async () => {
    const [daemonSet, service] = preset.workload as [DaemonSet, KubernetesObject]
    const { template } = daemonSet.spec
    const spec = { ...template.spec, nodeSelector: { rack: 'rack1' } }
    const narrow = { ...daemonSet, spec: { ...daemonSet.spec, template: { ...template, spec } } }
    const app = await deployWorkload(cluster, [narrow, service])
    expect(app.pods.map(({ node }) => node)).toEqual(['worker2', 'worker3'])
    expect((await routes(cluster.node('worker'))).map(formatRoute).join()).not.toContain('cali')
    const answers = await Promise.all([1, 2, 3, 4].map(() => httpGet(cluster.outside, 'http://172.18.0.2:32000/')))
    expect(answers.map(({ text }) => text()).join()).toMatch(/^(PodName: app-worker[23] .*\s,?)+$/)
    const again = await deployWorkload(cluster, preset.workload)
    expect(again.pods).toHaveLength(4)
    expect((await ping(again.on('worker'), again.on('control-plane'))).received).toBe(3)
  })

  test('keeps its addresses: other blocks are refused while pods run', async () => {
    await expect(installCalico(cluster, { ...preset.calico, blockSize: 28 })).rejects.toThrow(
      /would lose their addresses/,
    )
  })

  test('in another namespace is another place', async () => {
    const [daemonSet] = preset.workload as [DaemonSet]
    const other = { ...daemonSet, metadata: { ...daemonSet.metadata, namespace: 'other' } }
    const app = await deployWorkload(cluster, other)
    expect(app.pods.map(({ place }) => place)).toContain('pod/other.app-worker')
    const own = (await interfaces(app.on('worker'))).find(({ name }) => name === 'eth0')
    expect(own?.addresses).toEqual([`${app.on('worker').address}/32`])
  })
})

describe('mistakes', () => {
  test('a process lab is not handed out as a persistent one, and a visitor does not end it', async () => {
    await expect(createKindCluster(preset.kind, { lifetime: 'persistent' })).rejects.toThrow(
      /ends with the process that made it/,
    )
    const visitor = await connectCluster({ lab: preset.name })
    expect(visitor.lifetime).toBe('process')
    await visitor[Symbol.asyncDispose]()
    expect(await nodes(cluster)).toHaveLength(4)
  })

  test.for([
    ['worker2:net1', UnknownNameError, 'did you mean worker2:net0?'],
    ['wroker2:net0', UnknownNameError, 'did you mean worker2?'],
    ['worker2', Error, 'node:interface, as in worker2:net0'],
  ] as const)('a tap %s', async ([tap, kind, fix]) => {
    const error = await capture(cluster, ['worker:net0', tap], async () => {}).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(kind)
    expect((error as Error).message).toContain(fix)
  })

  test('a node, a gateway, a filter, a URL, a lab that are not there', async () => {
    expect(() => cluster.node('worker4')).toThrow(/no node is named worker4\n {2}fix: did you mean worker\d?\?/)
    expect(() => cluster.gateway('gw1')).toThrow(/did you mean gw0/)
    await expect(capture(cluster, ['worker:net0'], async () => {}, { filter: 'icpm' })).rejects.toThrow(/icpm/)
    await expect(httpGet(cluster.node('worker'), 'ftp://1.2.3.4/')).rejects.toThrow(/cannot be fetched/)
    await expect(connectCluster({ lab: `${preset.name}0` })).rejects.toThrow(new RegExp(`did you mean ${preset.name}`))
  })

  test('an action that fails ends its capture and keeps its error', async () => {
    const own = new Error('mine')
    await expect(capture(cluster, ['worker:net0'], () => Promise.reject(own))).rejects.toBe(own)
    const host = await secondConnection()
    const { exitCode } = await host.spawn('', ['sh', '-c', 'ps | grep -q "[t]cpdump"'], { stdin: '' }).exited
    expect(exitCode).toBe(1)
    host.close()
  })
})
