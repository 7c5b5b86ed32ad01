import { predictPath as predictFromDocuments } from '@underlay/evidence'
import { expect, test } from 'vitest'
import {
  assertEncapMatrix,
  assertMtu,
  assertPath,
  assertReachable,
  assertRoute,
  encapMatrix,
  explainLoss,
  explainTrace,
  formatLadder,
  formatMatrix,
  formatTree,
  LabError,
  lossCounters,
  pathLab,
  predictPath,
  PredictionError,
  sabotage,
  tracePath,
} from '../../src/index.ts'
import { run } from '../../src/host/run.ts'
import { dropsAt, type RealLab } from './real-lab.ts'

/** What is asserted of a lab of the kind engine, by its own handle. */
export function testEvidenceOfLab(lab: RealLab): void {
  const end = (name: string) => {
    if (name.includes('/')) return name
    if (name.startsWith('pod ')) return lab.app().on(name.slice(4))
    return name === 'outside' ? lab.cluster().outside : lab.cluster().node(name)
  }
  const { backend, device } = lab

  test.for([
    ['in the rack', 'pod worker', {}, 20],
    ['across racks', 'pod worker2', {}, 32],
    ['by TCP', 'pod worker2', { traffic: { protocol: 'tcp', port: 80 } }, 32],
    ['to a port that refuses', 'pod worker2', { traffic: { protocol: 'tcp', port: 81 } }, 32],
    ['to a node in another rack, masqueraded', 'worker2', {}, 22],
    ['to its own node', 'control-plane', {}, 6],
    ['to what is outside, as far as the documents go', 'outside', {}, 16],
  ] as const)('%s: prediction, routes and wire agree', async ([, to, options, hops]) => {
    const { outcome, rows, trace } = await assertPath(lab.cluster(), lab.app().on('control-plane'), end(to), options)
    expect([outcome, trace.outcome]).toEqual(['pass', 'answered'])
    expect(rows.filter(({ agrees }) => agrees === '✓')).toHaveLength(hops)
  })

  test('to a Service: of its endpoints the one that the packet went to, often enough for each', async () => {
    const options = { traffic: { protocol: 'tcp', port: 8080 } } as const
    for (let round = 0; round < 4; round++) {
      const { path, trace } = await assertPath(lab.cluster(), lab.app().on('control-plane'), 'default/app', options)
      const last = trace.forward.hops.at(-1)
      expect(lab.app().pods.find(({ address }) => address === path.endpoint)?.place).toBe(last?.place)
    }
    const wrong = assertPath(lab.cluster(), lab.app().on('worker'), 'default/app')
    await expect(wrong).rejects.toThrow(
      /default\/app is a Service, which answers no echo\n {2}fix: a port of it: tcp 8080/,
    )
  })

  test('two pods of one node: the bridge passes their frames on, also to a Service', async () => {
    const traffic = { protocol: 'tcp', port: 9153 } as const
    const [name, records] = ['kube-system/kube-dns', await lab.cluster().internals.pods()]
    const [path] = (await predictPath(lab.cluster(), lab.app().on('worker'), name, traffic)).paths
    const node = records.find(({ ip }) => ip === path?.endpoint)?.node ?? ''
    const bridged = await assertPath(lab.cluster(), lab.app().on(node), path?.endpoint ?? '')
    expect(bridged.rows.filter(({ tap }) => tap.startsWith(`${node}:`))).toHaveLength(4)
    expect(bridged.trace.forward.aside).toEqual([`${node}:cni0`])
    expect((await assertPath(lab.cluster(), lab.app().on(node), name, { traffic })).outcome).toBe('pass')
  })

  test('from outside no address is in a document: it is said, and traced all the same', async () => {
    const { outside } = lab.cluster()
    const { dockerAddress = '' } = lab.cluster().node('worker')
    const traffic = { protocol: 'tcp', port: 32_000 } as const
    await expect(assertPath(lab.cluster(), outside, dockerAddress, { traffic })).rejects.toThrow(
      /by which address outside sends to .* is in no document\n {2}fix: underlay trace shows it/,
    )
    const trace = await tracePath(lab.cluster(), outside, dockerAddress, { traffic, taps: 'all' })
    expect([trace.outcome, trace.forward.aside]).toEqual(['answered', undefined])
    expect(lab.app().pods.map(({ place }) => place)).toContain(trace.forward.hops.at(-1)?.place)
  })

  test('a trace of taps at all interfaces sees the same; ladder and tree name every place', async () => {
    const [from, to] = [lab.app().on('control-plane'), lab.app().on('worker2')]
    const trace = await tracePath(lab.cluster(), from, to, { taps: 'all' })
    expect(trace.capture.interfaces.length).toBeGreaterThan(30)
    expect([trace.outcome, trace.forward.hops.length, trace.reverse?.hops.length]).toEqual(['answered', 16, 16])
    const places = [from.place, 'control-plane', 'br-pool0', 'gw0', 'br-pool1', 'worker2', to.place]
    const named = formatTree(trace).match(/└─ .*/g)
    expect(named?.map((line) => line.slice(3))).toEqual([...places, ...places.toReversed()])
    expect(formatLadder(trace)).toContain(`${backend} 10.1.5.10 → 10.1.8.10 ttl 64`)
  })

  test('all pairs in one capture, as the documents say', async () => {
    const [near, far] = ['none '.padEnd(backend.length), backend]
    expect(
      formatMatrix(await assertEncapMatrix(lab.cluster()))
        .split('\n')
        .slice(1),
    ).toEqual([
      row(['1 control-plane', '·'.padEnd(far.length), near, far, far]),
      row(['2 worker       ', near, '·'.padEnd(far.length), far, far]),
      row(['3 worker2      ', far, far, '·'.padEnd(far.length), near]),
      row(['4 worker3      ', far, far, near, '·']),
      `4 ends  12 of 12 directions as predicted  none 4, ${backend} 8`,
    ])
    const between = ['control-plane', 'worker2'].map((name) => lab.cluster().node(name))
    expect((await assertEncapMatrix(lab.cluster(), { between })).summary).toContain('2 of 2 directions')
  })

  test('route, answer and size are asserted; what is not so is said', async () => {
    const cluster = lab.cluster()
    const [from, to] = [lab.app().on('control-plane'), lab.app().on('worker2')]
    const forwarded = { from, inputDevice: 'cni0' }
    await assertRoute(cluster, cluster.node('control-plane'), { to, forwarded, expect: { device } })
    const wrong = assertRoute(cluster, cluster.node('control-plane'), { to, forwarded, expect: { device: 'net0' } })
    await expect(wrong).rejects.toThrow(`expected dev net0, the kernel says dev ${device}`)
    await assertReachable(cluster, from, to)
    await assertReachable(cluster, from, to, { protocol: 'tcp', port: 80 })
    await expect(assertReachable(cluster, from, to, { protocol: 'udp', port: 81 })).rejects.toThrow('is refused')
    expect((await assertMtu(cluster, from, to)).actual).toBe(1500 - lab.overhead)
    await expect(assertMtu(cluster, from, to, { expect: 1500, timeoutMs: 300 })).rejects.toThrow(
      `the largest packet has ${1500 - lab.overhead} bytes, expected 1500`,
    )
  })

  test('what drops a packet is the one cause that is named, at a gateway and at a node', async () => {
    const cluster = lab.cluster()
    const [from, to] = [lab.app().on('control-plane'), lab.app().on('worker2')]
    const rule = backend === 'vxlan' ? 'udp dport 8472' : 'ip protocol 4'
    const before = await lossCounters(cluster, ['gw0'])
    {
      await using _ = await dropsAt(cluster, 'gw0', rule)
      const trace = await tracePath(cluster, from, to, { timeoutMs: 300 })
      expect([trace.outcome, trace.forward.lost]).toEqual([
        'lost',
        { place: 'gw0', lastSeen: 'gw0:eth1', next: 'gw0:eth2' },
      ])
      expect(trace.causes).toEqual([expect.stringMatching(/^gw0: the nft rule "[^"]* drop" .* dropped 1 packets$/)])
      expect(await explainTrace(cluster, trace)).toEqual(trace.causes)
      const flow = { from: from.address, to: to.address }
      const [cause] = await explainLoss(cluster, 'gw0', { before, packet: { ...flow, outer: lab.outer } })
      expect(cause).toBe(trace.causes[0])
      const error = assertPath(cluster, from, to, { timeoutMs: 300 })
      await expect(error).rejects.toThrow(/the packet disagrees at gw0:eth2.*lost in gw0.*cause: gw0: the nft rule/s)
    }
    {
      await using _ = await dropsAt(cluster, 'worker2', 'ip protocol icmp')
      const error = assertReachable(cluster, from, to, { timeoutMs: 300 })
      await expect(error).rejects.toThrow(
        /in worker2: seen last at worker2:[^\n]*\n {2}cause: worker2: the nft rule[^\n]*$/,
      )
      await expect(assertEncapMatrix(cluster)).rejects.toThrow(/worker2 → worker: no evidence: .* saw no packet of it/)
    }
    expect((await assertPath(cluster, from, to)).outcome).toBe('pass')
  })

  test('a route that refuses is named before what it does', async () => {
    const cluster = lab.cluster()
    const [from, to] = [lab.app().on('control-plane'), lab.app().on('worker2')]
    const route = ['blackhole', `${to.address}/32`]
    await run(cluster.internals, 'control-plane', ['ip', 'route', 'add', ...route])
    try {
      await expect(assertPath(cluster, from, to, { timeoutMs: 300 })).rejects.toThrow(
        /kernel's route disagrees at control-plane:.*cause: control-plane: the kernel refuses .*: a blackhole route[^\n]*$/s,
      )
      expect((await encapMatrix(cluster)).outcome).toBe('inconclusive')
    } finally {
      await run(cluster.internals, 'control-plane', ['ip', 'route', 'del', ...route])
    }
  })

  test('what a prediction is made from is plain data, good for another day', async () => {
    const [from, to] = [lab.app().on('control-plane'), lab.app().on('worker2')]
    const prediction = await predictPath(lab.cluster(), from, to)
    expect([prediction.paths[0]?.forward.encapsulation, prediction.undescribed]).toEqual([backend, ['outside']])
    const look = ['control-plane', 'worker2', 'gw0', from.place, to.place]
    const kept = JSON.parse(JSON.stringify(await pathLab(lab.cluster(), { look }))) as Parameters<
      typeof predictFromDocuments
    >[0]
    expect(predictFromDocuments(kept, from.place, to.place)).toEqual(prediction)
    expect(() => predictFromDocuments(kept, from.place, 'pod/nobody')).toThrow(PredictionError)
  })

  test('faults are for the netns engine, and refused by name', async () => {
    const refused = sabotage(lab.cluster(), 'mtu-hole')
    await expect(refused).rejects.toThrow(LabError)
    await expect(refused).rejects.toThrow(/netns engine\n {2}fix: createKindCluster\(config, \{ engine: 'netns' \}\)/)
  })
}

function row(cells: readonly string[]): string {
  return cells.join('  ').trimEnd()
}
