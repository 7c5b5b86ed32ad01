import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  assertEncap,
  AssertionError,
  attachClabFabric,
  calicoIpipCrossSubnet,
  capture,
  compareAcross,
  compareLabs,
  connectCluster,
  createKindCluster,
  decode,
  deployWorkload,
  destroyCluster,
  field,
  frameProtocols,
  httpGet,
  installFlannel,
  interfaces,
  LabError,
  nodes,
  observeLab,
  ping,
  pods,
  readCapture,
  removeControlPlaneTaint,
  routes,
  transfer,
  type Cluster,
  type Workload,
} from '../../src/index.ts'
import { knownOfFlannel } from '../recording/known-differences.ts'
import { recordedFlannel } from '../recording/recorded-flannel.ts'
import { referenceFlows } from '../recording/reference-flows.ts'
import { useOwnFolders, whyNoIpip } from './environment.ts'
import { testLiveCaptures } from './evidence-of-captures.ts'
import { testEvidenceOfLab } from './evidence-of-lab.ts'
import { testEvidenceOfVisitor } from './evidence-of-visitor.ts'
import { hostTraces } from './leftovers.ts'
import type { RealLab } from './real-lab.ts'

useOwnFolders()
const before = hostTraces()
const agents = { apiVersion: 'batch/v1', kind: 'Job', namespace: 'underlay' }

const declared = { 'control-plane': '10.1.5.10', worker: '10.1.5.11', worker2: '10.1.8.10', worker3: '10.1.8.11' }

const expected = {
  vxlan: { device: 'flannel.1', port: 8472, headers: 'eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:icmp', overhead: 50 },
  ipip: { device: 'flannel.ipip', port: undefined, headers: 'eth:ethertype:ip:ip:icmp', overhead: 20 },
} as const

const noIpip = whyNoIpip()
const backends: readonly ('vxlan' | 'ipip')[] = noIpip === undefined ? ['vxlan', 'ipip'] : ['vxlan']

test('IPIP is run too', ({ skip }) => {
  skip(noIpip !== undefined, noIpip)
  expect(backends).toContain('ipip')
})

describe.for(backends)('the reference lab with flannel %s and DirectRouting', (backend) => {
  const preset = calicoIpipCrossSubnet({ name: `real-${backend}` })
  const { device, headers, overhead, port } = expected[backend]
  let cluster: Cluster
  let app: Workload

  beforeAll(async () => {
    cluster = await createKindCluster(preset.kind, { engine: 'kind' })
  }, 240_000)

  afterAll(async () => void (await destroyCluster(preset.name, { engine: 'kind' })))

  test('nodes come up as kind makes them: declared node-ips and racks, NotReady, no InternalIP', async () => {
    const list = await nodes(cluster)
    expect(Object.fromEntries(list.map(({ place, address }) => [place, address]))).toEqual(declared)
    expect(list.map(({ labels }) => labels['rack'])).toEqual(['rack0', 'rack0', 'rack1', 'rack1'])
    expect(list.map(({ ready, internalIp }) => [ready, internalIp])).toEqual(list.map(() => [false, undefined]))
    expect(list.map(({ taints }) => taints.some((taint) => taint.includes('control-plane')))).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(cluster.host).toMatchObject({ kind: 'docker' })
    expect(cluster.engine).toBe('kind')
  })

  test('a CNI before the fabric is refused, with the step to run first', async () => {
    await expect(installFlannel(cluster)).rejects.toThrow(/needs the fabric.*attachClabFabric/s)
    expect(cluster.cni).toBeUndefined()
  })

  test('the control plane loses its taint', async () => {
    await removeControlPlaneTaint(cluster)
    const taints = (await nodes(cluster)).flatMap((node) => node.taints)
    expect(taints.filter((taint) => taint.includes('control-plane'))).toEqual([])
  })

  test('the fabric gives every node its address, and its InternalIP', async () => {
    await attachClabFabric(cluster, preset.clab, { files: preset.files })
    const list = await nodes(cluster)
    expect(Object.fromEntries(list.map(({ place, internalIp }) => [place, internalIp]))).toEqual(declared)
    const net0 = (await interfaces(cluster.node('server3'))).find(({ name }) => name === 'net0')
    expect(net0).toMatchObject({ addresses: ['10.1.8.10/24'], mtuBytes: 1500, up: true })
    expect(await ping(cluster.node('server1'), cluster.node('server3'))).toMatchObject({ received: 3, ttl: 63 })
  })

  test('attaching again changes nothing', async () => {
    const links = async () => (await interfaces(cluster.node('worker2'))).map(({ name, mac }) => `${name} ${mac}`)
    const there = await links()
    await attachClabFabric(cluster, preset.clab, { files: preset.files })
    expect(await links()).toEqual(there)
  })

  test('flannel runs, every node is Ready with the declared address', async () => {
    await installFlannel(cluster, { backend, directRouting: true, offline: true })
    const list = await nodes(cluster)
    expect(list.every(({ ready }) => ready)).toBe(true)
    expect(Object.fromEntries(list.map(({ place, cniAddress }) => [place, cniAddress]))).toEqual(declared)
    expect(cluster.cni).toMatchObject({ name: 'flannel', how: 'real', tunnel: { device, encapsulation: backend } })
    expect(cluster.cni?.tunnel?.port).toBe(port)
  })

  test('a pod runs on every node, the control plane included', async () => {
    app = await deployWorkload(cluster, preset.workload)
    expect(app.pods.map(({ node }) => node)).toEqual(Object.keys(declared))
    expect(new Set(app.pods.map(({ address }) => address)).size).toBe(4)
    for (const { node, hostInterface } of app.pods) {
      const names = (await interfaces(cluster.node(node))).map(({ name }) => name)
      expect(names).toContain(hostInterface)
    }
  })

  test('the NodePort answers on every node, from outside and from a pod', async () => {
    for (const { address, dockerAddress } of await nodes(cluster)) {
      const outside = await httpGet(cluster.outside, `http://${dockerAddress}:32000/`)
      const inside = await httpGet(app.on('worker3'), `http://${address}:32000/`)
      // The image's busybox serves an empty folder.
      expect([outside.status, inside.status]).toEqual([404, 404])
    }
  })

  test('routes: the same rack directly, the other one through the tunnel', async () => {
    const pairs = Object.keys(declared).flatMap((from) =>
      Object.keys(declared)
        .filter((to) => to !== from)
        .map((to) => ({ from, to })),
    )
    const found = pairs.map(async ({ from, to }) => {
      const [block] = cluster.cni?.nodes[cluster.node(to).name]?.blocks ?? []
      const route = (await routes(cluster.node(from))).find(({ destination }) => destination === block)
      return { from, to, device: route?.device, direct: route?.nextHop === cluster.node(to).address }
    })
    expect(await Promise.all(found)).toEqual(
      pairs.map(({ from, to }) => {
        const near = rack(from) === rack(to)
        return { from, to, device: near ? 'net0' : device, direct: near || backend === 'ipip' }
      }),
    )
  })

  test('in the rack packets travel bare', async () => {
    const [from, to] = [app.on('control-plane'), app.on('worker')]
    const cap = await capture(cluster, ['control-plane:net0', 'worker:net0'], () => ping(from, to))
    expect([cap.result.received, cap.dropped]).toEqual([3, 0])
    const { mark } = cap.result
    const verdict = assertEncap(cap, { at: ['control-plane:net0', 'worker:net0'], from, to, expect: 'none', mark })
    expect(verdict.summary).toContain('none')
    expect(() => assertEncap(cap, { from, to, expect: backend, mark })).toThrow(AssertionError)
  })

  test('between racks they travel in the tunnel, with the nodes’ addresses outside', async () => {
    const [from, to] = [app.on('control-plane'), app.on('worker2')]
    const pod = `${to.place}:eth0`
    const taps = [`control-plane:${device}`, 'control-plane:net0', 'gw0:eth2', 'worker2:net0', pod]
    const cap = await capture(cluster, taps, () => ping(from, to), { name: 'cross' })
    expect([cap.result.received, cap.dropped]).toEqual([3, 0])
    const flow = { from, to, mark: cap.result.mark, outer: { src: '10.1.5.10', dst: '10.1.8.10' } }
    assertEncap(cap, { ...flow, at: ['control-plane:net0', 'gw0:eth2', 'worker2:net0'], expect: backend })
    assertEncap(cap, { ...flow, at: [`control-plane:${device}`, pod], expect: 'none' })
    expect(() => assertEncap(cap, { ...flow, at: 'control-plane:net0', expect: 'none' })).toThrow(/directRouting/)

    const layers = cap.packets
      .filter(({ interfaceId }) => interfaceId === 1)
      .map((packet) => decode(packet, cap))
      .find((packet) => field(packet, 'icmp.type') === 8)
    expect(frameProtocols(layers ?? [])).toMatch(new RegExp(`^${headers}`))
    expect(layers && field(layers, 'udp.dstport')).toBe(port)

    const across = compareAcross(cap, {
      from: from.address,
      to: to.address,
      taps: ['control-plane:net0', 'worker2:net0'],
      mark: cap.result.mark,
    })
    expect([across.ttlSteps.outer, across.innerUntouched]).toEqual([-1, true])

    const file = readCapture(readFileSync(cap.file))
    expect(file.interfaces.map(({ name }) => name)).toEqual(taps)
    expect(file.packets).toHaveLength(cap.packets.length)
  })

  test.for(['worker', 'worker2'])('1 MiB of TCP arrives whole from %s', async (server) => {
    const cap = await capture(
      cluster,
      ['control-plane:net0'],
      () => transfer({ server: app.on(server), client: app.on('control-plane') }),
      { snapLengthBytes: 128 },
    )
    expect(cap.result).toMatchObject({ sizeBytes: 1024 * 1024, intact: true })
    expect(cap.dropped).toBe(0)
    const flow = { from: app.on('control-plane'), to: app.on(server) }
    assertEncap(cap, { ...flow, at: 'control-plane:net0', expect: server === 'worker' ? 'none' : backend })
  })

  test.for(['worker', 'worker2'])('with DF the limit passes to %s, and one byte more does not', async (to) => {
    const mtu = (await interfaces(app.on('control-plane'))).find(({ name }) => name === 'eth0')?.mtuBytes ?? 0
    expect(mtu).toBe(1500 - overhead)
    const probe = (sizeBytes: number) =>
      ping(app.on('control-plane'), app.on(to), { count: 1, sizeBytes, dontFragment: true })
    expect((await probe(mtu - 28)).received).toBe(1)
    expect((await probe(mtu - 27)).received).toBe(0)
  })

  test('it is the recorded lab, and the netns engine models it, but for what fidelity.md explains', async ({
    skip,
  }) => {
    skip(backend !== 'vxlan', 'IPIP of flannel is not recorded, and not modelled')
    const real = await observeLab(cluster, { flows: referenceFlows(cluster, app) })
    const known = [{ key: '*coredns@*', reason: 'Kubernetes puts it on a node by lot' }]
    expect(compareLabs(recordedFlannel(), real, { known })).toMatchObject({ differences: [], notCompared: [] })

    await using modelled = await createKindCluster(preset.kind, { engine: 'netns', host: 'local' })
    await removeControlPlaneTaint(modelled)
    await attachClabFabric(modelled, preset.clab, { files: preset.files })
    await installFlannel(modelled, { backend, directRouting: true })
    const its = await deployWorkload(modelled, preset.workload)
    const model = await observeLab(modelled, { flows: referenceFlows(modelled, its) })
    const comparison = compareLabs(real, model, { known: knownOfFlannel })
    expect(comparison).toMatchObject({ differences: [], unused: [], notCompared: [] })
    expect(comparison.compared).toBeGreaterThan(150)
  })

  describe('its evidence', () => {
    const lab: RealLab = {
      backend,
      device,
      overhead,
      outer: { from: declared['control-plane'], to: declared.worker2, encapsulation: backend },
      cluster: () => cluster,
      app: () => app,
    }
    testEvidenceOfLab(lab)
    testLiveCaptures(lab)
    testEvidenceOfVisitor(lab)
  })

  test('another handle finds the same lab', async () => {
    await using other = await connectCluster({ lab: preset.name })
    expect(other.engine).toBe('kind')
    expect((await pods(other)).on('worker3').address).toBe(app.on('worker3').address)
    await using again = await connectCluster({ lab: preset.name, engine: 'kind' })
    await expect(capture(again, ['worker2:net9'], () => Promise.resolve())).rejects.toThrow(/did you mean worker2:net0/)
  })

  test('by its kubeconfig alone it is a cluster of somebody else’s: it shows the same, and is left as it was', async () => {
    const { kubeconfig = '' } = cluster
    const jobs = async () => (await (await cluster.kubernetes?.())?.listObjects(agents))?.length
    {
      await using visited = await connectCluster({ kubeconfig })
      expect([visited.engine, visited.cni?.how, visited.cni?.tunnel?.device]).toEqual(['existing', 'real', device])
      expect(visited.cni?.nodes).toEqual(cluster.cni?.nodes)
      const list = await nodes(visited)
      expect(Object.fromEntries(list.map(({ place, address }) => [place, address]))).toEqual(declared)
      const places = ['control-plane', 'worker2']
      const [seen, own] = await Promise.all([observeLab(visited, { places }), observeLab(cluster, { places })])
      // A visitor knows the topology no more than whose veth is whose.
      const known = [
        { key: '*veth*', reason: 'whose it is' },
        { key: 'default', field: 'nextHop', a: 'host 1 of net0*', b: 'gw0:*', reason: 'the gateway’s name' },
      ]
      expect(compareLabs(seen, own, { known })).toMatchObject({ differences: [], notCompared: [] })
      const its = await pods(visited)
      const [from, to] = [its.on('control-plane'), its.on('worker2')]
      const cap = await capture(visited, ['control-plane:net0', 'worker2:net0'], () => ping(from, to))
      expect([cap.result.received, cap.dropped]).toEqual([3, 0])
      assertEncap(cap, { from, to, expect: backend, mark: cap.result.mark })
      await expect(attachClabFabric(visited, preset.clab, { files: preset.files })).rejects.toThrow(LabError)
      expect(await jobs()).toBe(2)
    }
    await expect.poll(jobs, { timeout: 30_000 }).toBe(0)
  })

  test('kill -9 of a visitor takes its pods away', async () => {
    const agentPods = async () => (await (await cluster.kubernetes?.())?.pods({ namespace: 'underlay' }))?.length
    await expect.poll(agentPods, { timeout: 60_000 }).toBe(0)
    const child = spawn(process.execPath, [join(import.meta.dirname, 'visitor.ts'), cluster.kubeconfig ?? ''])
    await once(child.stdout, 'data')
    expect(await agentPods()).toBe(1)
    child.kill('SIGKILL')
    await expect.poll(agentPods, { timeout: 60_000 }).toBe(0)
  })

  test('destroyed, it leaves nothing', async () => {
    await cluster[Symbol.asyncDispose]()
    await expect.poll(hostTraces, { timeout: 10_000 }).toEqual(before)
  })
})

function rack(node: string): string {
  return node === 'worker2' || node === 'worker3' ? 'rack1' : 'rack0'
}
