import { expect, test } from 'vitest'
import {
  bringUpLab,
  connectCluster,
  LabError,
  LabStateError,
  ping,
  pods,
  TopologyError,
  planLab,
} from '../../src/index.ts'
import { run } from '../../src/host/run.ts'
import { actions, allKept, endEachLab, lab, name, persistent, twoLabs, withLine } from './up-lab.ts'

endEachLab()

test('up makes the whole lab; a second up repairs what is missing, and changes nothing else', async () => {
  expect(await actions()).toBe('create make, attach make, cni make, taint make, workload make')
  const cluster = await bringUpLab(lab, persistent)
  const before = (await pods(cluster)).pods.map(({ name: pod, address }) => `${pod} ${address}`)
  expect(before).toHaveLength(4)
  await run(cluster.internals, 'worker', ['ip', 'link', 'del', 'net0'])
  await cluster.close()
  expect(await actions()).toBe(allKept)
  const { differences } = await planLab(lab, persistent)
  expect(differences).toContain('no device of worker has 10.1.0.11/24')
  expect(differences.filter((line) => line.startsWith('worker:net0: expected dev net0 via 10.1.0.1 '))).toHaveLength(1)
  const said: string[] = []
  const again = await bringUpLab(lab, { ...persistent, onProgress: (line) => said.push(line) })
  expect(said.filter((line) => line.startsWith('put back: '))).toEqual(differences.map((line) => `put back: ${line}`))
  expect((await planLab(lab, persistent)).differences).toEqual([])
  expect((await pods(again)).pods.map(({ name: pod, address }) => `${pod} ${address}`)).toEqual(before)
  expect(await run(again.internals, 'worker', ['ip', '-4', '-br', 'addr', 'show', 'net0'])).toContain('10.1.0.11/24')
  await again.close()
})

test('other settings of the CNI are a change; another topology is refused, and the lab stays', async () => {
  const cluster = await bringUpLab(lab, persistent)
  await cluster.close()
  const changed = { ...lab, flannel: { ...lab.flannel, directRouting: false } }
  expect(await actions(changed)).toContain('cni change')
  const always = await bringUpLab(changed, persistent)
  expect(always.cni?.vxlan).toBe('Always')
  await always.close()
  const other = withLine('true')
  await expect(bringUpLab(other, persistent)).rejects.toThrow(LabStateError)
  await expect(bringUpLab(other, persistent)).rejects.toThrow(
    /another topology: topology\.topology\.nodes\.gw0\.exec\[\d+\]: none → true\n {2}fix: underlay up --reconfigure/,
  )
  await using still = await connectCluster({ lab: name })
  expect((await pods(still)).pods).toHaveLength(4)
})

test('reconfigure makes another topology of the same name; what is refused costs the lab nothing', async () => {
  await (await bringUpLab(lab, persistent)).close()
  const wrong = { ...lab, clab: { name: 'x', topology: { nodes: {}, links: [{ endpoints: ['a:b', 'c:d'] }] } } }
  await expect(bringUpLab(wrong as never, { ...persistent, reconfigure: true })).rejects.toThrow(TopologyError)
  for (const iface of ['net9', 'eth0']) {
    const nobodys = { ...lab, flannel: { ...lab.flannel, iface } }
    await expect(bringUpLab(nobodys, { ...persistent, reconfigure: true })).rejects.toThrow(TopologyError)
  }
  const nowhere = { host: 'docker', toolsImage: 'underlay-test/no-such-image', offline: true } as const
  await expect(bringUpLab(lab, { ...persistent, ...nowhere, reconfigure: true })).rejects.toThrow(LabError)
  expect(await actions()).toBe(allKept)
  await using anew = await bringUpLab(withLine('ip addr add 192.0.2.1/32 dev eth1'), {
    ...persistent,
    reconfigure: true,
  })
  expect(await run(anew.internals, 'gw0', ['ip', '-br', 'addr', 'show', 'eth1'])).toContain('192.0.2.1/32')
  expect((await pods(anew)).pods).toHaveLength(4)
})

test('documents with more nodes let the lab grow; what runs goes on', async () => {
  const [small, large] = twoLabs()
  if (small === undefined || large === undefined) throw new Error('two labs were defined')
  const first = await bringUpLab(small, persistent)
  const before = (await pods(first)).pods.map(({ name: pod, address }) => `${pod} ${address}`)
  await first.close()
  expect(await actions(large)).toBe('create keep, attach change, cni keep, taint keep, workload keep')
  await using grown = await bringUpLab(large, persistent)
  const after = await pods(grown)
  expect(after.pods.map(({ name: pod, address }) => `${pod} ${address}`)).toEqual(expect.arrayContaining(before))
  expect((await ping(after.on('control-plane'), after.on('worker2'), { count: 1 })).received).toBe(1)
  expect(await actions(large)).toBe(allKept)
})
