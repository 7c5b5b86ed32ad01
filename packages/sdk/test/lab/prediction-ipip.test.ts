import { afterAll, beforeAll, expect, test } from 'vitest'
import { predictPath as predictFromDocuments } from '@underlay/evidence'
import {
  assertEncapMatrix,
  calicoIpipCrossSubnet,
  capture,
  clusterIpService,
  daemonSet,
  decode,
  deployWorkload,
  field,
  formatMatrix,
  installCalico,
  pathLab,
  ping,
  services,
  type Cluster,
  type Workload,
} from '../../src/index.ts'
import { run } from '../../src/host/run.ts'
import { checkGet } from '../prediction/check-get.ts'
import { checkPing } from '../prediction/check-ping.ts'
import { labOf } from './cni/cni-lab.ts'

let cluster: Cluster
let app: Workload

beforeAll(async () => {
  cluster = await labOf(calicoIpipCrossSubnet({ name: 'predict-ipip' }), 'microvm')
  await installCalico(cluster, { ipip: 'CrossSubnet' })
  app = await deployWorkload(cluster, [
    daemonSet('app'),
    clusterIpService('inside', { port: 80, selector: { app: 'app' } }),
  ])
})

afterAll(() => cluster[Symbol.asyncDispose]())

test.for([
  ['a pod', 'worker', 'none'],
  ['a pod', 'worker2', 'ipip'],
  ['a node', 'control-plane', 'none'],
  ['a node', 'worker2', 'ipip'],
] as const)('an echo from %s to the pod on %s: %s, every header as predicted', async ([who, node, encapsulation]) => {
  const from = who === 'a pod' ? app.on('control-plane') : cluster.node('control-plane')
  const { path } = await checkPing(from, app.on(node))
  expect([path.forward.encapsulation, path.reverse.encapsulation]).toEqual([encapsulation, encapsulation])
})

test('a pod leaves the lab, and a Service is reached', async () => {
  await checkPing(app.on('worker'), cluster.outside)
  const [service] = await services(cluster)
  const { answer } = await checkGet(cluster.node('control-plane'), 'default/inside', 80, service?.clusterIps[0])
  expect(answer).toMatchObject({ pod: expect.stringMatching(/^app-/) })
})

test('the largest packet passes, one byte more does not', async () => {
  const { path } = await checkPing(app.on('control-plane'), app.on('worker2'))
  const bytes = path.forward.largestPacketBytes
  const send = (sizeBytes: number) =>
    ping(app.on('control-plane'), app.on('worker2'), { count: 1, dontFragment: true, sizeBytes: sizeBytes - 28 })
  expect(bytes).toBe(1480)
  expect((await send(bytes)).received).toBe(1)
  expect((await send(bytes + 1)).received).toBe(0)
})

test('all pairs in one capture, as the documents say', async () => {
  expect(formatMatrix(await assertEncapMatrix(cluster)).split('\n')).toEqual([
    '                 1     2     3     4',
    '1 control-plane  ·     none  ipip  ipip',
    '2 worker         none  ·     ipip  ipip',
    '3 worker2        ipip  ipip  ·     none',
    '4 worker3        ipip  ipip  none  ·',
    '4 ends  12 of 12 directions as predicted  none 4, ipip 8',
  ])
})

const ip = (place: string, ...argv: string[]) => run(cluster.internals, place, ['ip', ...argv])

/** Who tells whom which MTU, of packets with "don't fragment" one after the other. */
async function told(bytes: number, count: number): Promise<readonly string[]> {
  const [from, to] = [app.on('control-plane'), app.on('worker2')]
  const options = { count, intervalMs: 200, timeoutMs: 300, dontFragment: true, sizeBytes: bytes - 28 }
  const taps = [`${from.place}:eth0`, 'control-plane:net0']
  const cap = await capture(cluster, taps, () => ping(from, to, options), { filter: 'icmp', name: 'told' })
  expect(cap.result.received).toBe(0)
  return cap.packets.flatMap((packet) => {
    const layers = decode(packet, cap)
    const mtu = field(layers, 'icmp.mtu')
    const tap = cap.interfaces.find(({ id }) => id === packet.interfaceId)?.tap
    return mtu === undefined ? [] : [`${tap}: ${field(layers, 'ip.dst#1')} is told ${mtu}`]
  })
}

/** What the documents say of the same, with another MTU of a link, and one that the CNI was given. */
async function predictedMore(mtuBytes: number, hole?: { readonly place: string; readonly mtuBytes: number }) {
  const [from, to] = [app.on('control-plane').place, app.on('worker2').place]
  const lab = await pathLab(cluster, { look: [from, to] })
  const { fabric, cni } = lab
  const links = fabric?.links.map((link) => {
    const isHole = link.endpoints.some((end) => `${end.node}:${end.interface}` === hole?.place)
    return hole !== undefined && isHole ? { ...link, mtuBytes: hole.mtuBytes } : link
  })
  const changed = {
    ...lab,
    ...(fabric && links && { fabric: { ...fabric, links } }),
    ...(cni && { cni: { ...cni, mtuBytes } }),
  }
  const [path] = predictFromDocuments(changed, from, to).paths
  return [path?.forward.largestPacketBytes, path?.forward.oneByteMore] as const
}

test('a hole in the underlay: first the node is told, then the node tells the pod', async () => {
  const { address } = app.on('control-plane')
  await ip('gw0', 'link', 'set', 'eth2', 'mtu', '1400')
  try {
    expect(await told(1381, 2)).toEqual([
      'control-plane:net0: 10.1.5.10 is told 1400',
      `${app.on('control-plane').place}:eth0: ${address} is told 1380`,
    ])
  } finally {
    await ip('gw0', 'link', 'set', 'eth2', 'mtu', '1500')
  }
  const [bytes, more] = await predictedMore(1480, { place: 'gw0:eth2', mtuBytes: 1400 })
  expect(bytes).toBe(1380)
  expect(more).toMatch(/gw0 answers 10\.1\.5\.10 with .* next-hop MTU 1400, a node and not the sender/)
  expect(more).toContain(
    `control-plane has then learnt the path's MTU, does not wrap the packet after, and answers ${address}`,
  )
  expect(more).toMatch(/next-hop MTU 1380$/)
})

test('a tunnel that takes no header into account: the pod is told at once', async () => {
  const { address, place, hostInterface = '' } = app.on('control-plane')
  const devices = [
    ['control-plane', 'tunl0'],
    ['control-plane', hostInterface],
    [place, 'eth0'],
  ] as const
  for (const at of ['control-plane', place]) await ip(at, 'route', 'flush', 'cache')
  for (const [at, device] of devices) await ip(at, 'link', 'set', device, 'mtu', '1500')
  try {
    expect(await told(1481, 1)).toEqual([`${place}:eth0: ${address} is told 1480`])
    expect(await predictedMore(1500)).toEqual([
      1480,
      `control-plane:net0 has MTU 1500, of which its tunnel takes 20: control-plane does not wrap it, and answers ${address} with ICMP "fragmentation needed", next-hop MTU 1480`,
    ])
  } finally {
    for (const [at, device] of devices) await ip(at, 'link', 'set', device, 'mtu', '1480')
  }
})
