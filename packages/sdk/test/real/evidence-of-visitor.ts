import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  assertEncapMatrix,
  assertMtu,
  assertPath,
  assertReachable,
  assertRoute,
  connectCluster,
  explainLoss,
  lossCounters,
  pathLab,
  pods,
  PredictionError,
  sabotage,
  tracePath,
  UnknownNameError,
  type Cluster,
  type Workload,
} from '../../src/index.ts'
import { dropsAt, type RealLab } from './real-lab.ts'

/** What is seen of the same lab as a cluster of somebody else's: without its documents, and without its fabric. */
export function testEvidenceOfVisitor(lab: RealLab): void {
  describe('as a cluster of somebody else’s', () => {
    const { backend, device } = lab
    let cluster: Cluster
    let app: Workload

    beforeAll(async () => {
      const { kubeconfig = '', name } = lab.cluster()
      cluster = await connectCluster({ kubeconfig, context: `kind-${name}` })
      app = await pods(cluster)
    })

    afterAll(() => cluster.close())

    test('a packet is traced from pod to pod, from a node, through TCP, at all interfaces', async () => {
      const [from, to] = [app.on('control-plane'), app.on('worker2')]
      const inward = [
        `worker2:net0`,
        `worker2:${device}`,
        'worker2:cni0',
        expect.stringMatching('^worker2:veth'),
        `${to.place}:eth0`,
      ]
      const outward = [device, 'net0'].map((name) => `control-plane:${name}`)
      const own = [`${from.place}:eth0`, expect.stringMatching('^control-plane:veth'), 'control-plane:cni0']
      expect(await tapsOf(cluster, from, to)).toEqual([...own, ...outward, ...inward])
      const traffic = { protocol: 'tcp', port: 80 } as const
      expect(await tapsOf(cluster, from, to, { traffic })).toEqual([...own, ...outward, ...inward])
      expect(await tapsOf(cluster, from, to, { taps: 'all' })).toEqual([...own, ...outward, ...inward])
      expect(await tapsOf(cluster, cluster.node('control-plane'), to)).toEqual([...outward, ...inward])
    })

    test('of a Service the pod that answers is seen, of an address that nobody has the node of its block', async () => {
      const traffic = { protocol: 'tcp', port: 8080 } as const
      const { outcome, forward } = await tracePath(cluster, app.on('control-plane'), 'default/app', { traffic })
      expect(outcome).toBe('answered')
      expect(app.pods.map(({ place }) => place)).toContain(forward.hops.at(-1)?.place)
      const nobody = app.on('worker2').address.replace(/\d+$/, '77')
      const trace = await tracePath(cluster, app.on('control-plane'), nobody, { timeoutMs: 300 })
      expect(trace.forward.lost).toEqual({ place: 'worker2', lastSeen: `worker2:${device}` })
      expect(trace.causes).toEqual([expect.stringMatching(`^worker2: nobody answers for ${nobody} on cni0`)])
    })

    test('all pairs are held against the CNI’s own rule', async () => {
      const matrix = await assertEncapMatrix(cluster)
      expect(matrix.summary).toBe(`4 ends  12 of 12 directions as predicted  none 4, ${backend} 8`)
      expect(matrix.cells.map(({ reason }) => reason)).toContain(
        `${backend} CrossSubnet: 10.1.8.10 is outside of control-plane's 10.1.5.10/24, so ${backend}`,
      )
    })

    test('a loss at a node has its cause, one in the fabric is beyond the node', async () => {
      const [from, to] = [app.on('control-plane'), app.on('worker2')]
      const before = await lossCounters(cluster, ['worker2'])
      {
        await using _ = await dropsAt(lab.cluster(), 'worker2', 'ip protocol icmp')
        await expect(assertReachable(cluster, from, to, { timeoutMs: 300 })).rejects.toThrow(
          /in worker2: seen last at worker2:[^\n]*\n {2}cause: worker2: the nft rule "ip protocol icmp drop"[^\n]*$/,
        )
        const packet = { from: from.address, to: to.address }
        const [cause] = await explainLoss(cluster, 'worker2', { before, packet })
        expect(cause).toMatch(/^worker2: the nft rule "ip protocol icmp drop" .* dropped 1 packets$/)
      }
      await using _ = await dropsAt(lab.cluster(), 'gw0', backend === 'vxlan' ? 'udp dport 8472' : 'ip protocol 4')
      const trace = await tracePath(cluster, from, to, { timeoutMs: 300 })
      expect(trace.forward.lost).toEqual({ place: 'control-plane', lastSeen: 'control-plane:net0', isBeyond: true })
      expect(trace.causes).toEqual([])
    })

    test('what needs documents says so, and what needs none', async () => {
      const [from, to] = [app.on('control-plane'), app.on('worker2')]
      const undocumented = /in no document\n {2}fix: a lab has them: underlay up --clab lab\.clab\.yaml/
      await expect(assertPath(cluster, from, to)).rejects.toThrow(undocumented)
      await expect(assertMtu(cluster, from, to)).rejects.toThrow(PredictionError)
      expect((await assertMtu(cluster, from, to, { expect: 1500 - lab.overhead, timeoutMs: 300 })).outcome).toBe('pass')
      await assertRoute(cluster, cluster.node('control-plane'), { to, expect: { device } })
      await expect(tracePath(cluster, from, cluster.outside)).rejects.toThrow(UnknownNameError)
      await expect(sabotage(cluster, 'mtu-hole')).rejects.toThrow('faults are for labs of the netns engine')
      const kept = await pathLab(cluster, { look: ['control-plane', from.place] })
      expect(kept.pods.find(({ place }) => place === from.place)?.hostInterface).toMatch(/^veth/)
      expect([kept.fabric, kept.outside]).toEqual([undefined, undefined])
    })
  })
}

/** The taps of a request that is answered by the same way, with no copy aside. */
async function tapsOf(...how: Parameters<typeof tracePath>): Promise<readonly string[]> {
  const { outcome, forward, reverse } = await tracePath(...how)
  expect([outcome, forward.aside, reverse?.hops.length]).toEqual(['answered', undefined, forward.hops.length])
  return forward.hops.map(({ tap }) => tap)
}
