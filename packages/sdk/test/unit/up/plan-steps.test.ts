import { parseClabTopology, presets, racks, renderClabTopology, requestedTrust } from '@underlay/configs'
import { expect, test } from 'vitest'
import type { SeenLab } from '../../../src/up/find-lab.ts'
import { planSteps, type UpWishes } from '../../../src/up/plan-steps.ts'

const lab = presets['flannel-vxlan'].define({ name: 'mine' })
const { kind, files = {} } = lab
const clab = lab.clab ?? expect.fail('no topology')
const wishes: UpWishes = { engine: 'netns', host: 'auto', lifetime: 'persistent', reconfigure: false }
const bare: SeenLab = { engine: 'netns', host: 'local', lifetime: 'persistent', kind }
const settings = { network: '10.98.0.0/16', backend: 'vxlan', vni: 1, port: 8472, iface: 'net0' } as const
const whole: SeenLab = {
  ...bare,
  fabric: { topology: clab, files },
  cni: { name: 'flannel', settings: { ...settings, directRouting: true } },
  taints: { 'control-plane': [] },
}

/** What each step does, and the reason of the one that is asked about. */
function planned(seen: SeenLab | undefined, { of = lab, with: wished = wishes, asking = clab } = {}) {
  const requests = asking === clab ? [] : requestedTrust(asking, files)
  return planSteps(of, seen, wished, requests)
}

function actions(...args: Parameters<typeof planned>): string {
  return planned(...args)
    .map(({ step, action }) => `${step} ${action}`)
    .join(', ')
}

test('where nothing is, everything is made', () => {
  expect(actions(undefined)).toBe('create make, attach make, cni make, taint make, workload make')
  expect(planned(undefined)[0]?.reason).toBe('no lab named mine runs')
})

test('of a lab that is whole everything is kept', () => {
  expect(actions(whole)).toBe('create keep, attach keep, cni keep, taint keep, workload keep')
})

test('a kind lab with a lost node is made again, with all that is in it', () => {
  const seen = { ...whole, engine: 'kind', lost: ['mine-worker'] } as const
  expect(actions(seen)).toBe('create make, attach make, cni make, taint make, workload make')
  expect(planned(seen)[0]?.reason).toBe('node mine-worker is gone: the lab is made again')
  expect(planned({ ...seen, lost: ['a', 'b'] })[0]?.reason).toBe('nodes a, b are gone: the lab is made again')
  expect(planned({ ...seen, kind: { ...kind, nodes: [] } })[0]?.action).toBe('refuse')
})

test('a lab that was left half-way is made whole', () => {
  expect(actions(bare)).toBe('create keep, attach make, cni make, taint make, workload make')
})

test('what a definition has not is skipped', () => {
  expect(actions(undefined, { of: { name: 'mine', kind } })).toBe(
    'create make, attach skip, cni skip, taint make, workload skip',
  )
})

test.each<[string, SeenLab, Partial<UpWishes>, RegExp]>([
  ['it ends with its maker', { ...bare, lifetime: 'process' }, {}, /ends with the process that made it/],
  ['it is to end with this process', bare, { lifetime: 'process' }, /a lab named mine is running$/],
  ['another kind config', { ...bare, kind: { ...kind, nodes: [] } }, {}, /made from another kind config/],
  ['another host', bare, { host: 'microvm' }, /is running on host local/],
])('create is refused: %s', (_, seen, other, reason) => {
  const [create] = planned(seen, { with: { ...wishes, ...other } })
  expect(create).toMatchObject({ action: 'refuse', reason: expect.stringMatching(reason) })
  expect(create?.fix).toMatch(/^underlay up --reconfigure, or bringUpLab/)
  expect(actions(seen, { with: { ...wishes, ...other, reconfigure: true } })).toMatch(
    /^create make, attach make, cni make/,
  )
})

test('one that another process is making is waited for, and not ended', () => {
  const seen: SeenLab = { engine: 'kind', lifetime: 'persistent', kind, maker: 4711 }
  expect(actions(seen)).toBe('create make, attach make, cni make, taint make, workload make')
  expect(planned(seen)[0]?.reason).toBe('the process 4711 is making it: that is waited for')
  expect(planned(seen, { with: { ...wishes, reconfigure: true } })[0]).toEqual({
    step: 'create',
    action: 'refuse',
    reason: 'the process 4711 is making the lab mine',
    fix: expect.stringContaining('underlay down mine'),
  })
})

test('a lab of that name on the other engine is not left beside the new one', () => {
  const [create] = planned(undefined, { with: { ...wishes, reconfigure: true, elsewhere: 'kind' } })
  expect(create).toEqual({
    step: 'create',
    action: 'refuse',
    reason: 'engine kind has a lab named mine, and engine netns was asked for',
    fix: "underlay down mine --engine kind, or destroyCluster('mine', { engine: 'kind' })",
  })
})

test('another topology is refused, with what to do', () => {
  const other = { ...whole, fabric: { topology: { name: 'x', topology: { nodes: {} } }, files } }
  expect(planned(other)[1]).toEqual({
    step: 'attach',
    action: 'refuse',
    reason: 'the lab has another topology: topology.name: x → mine, and 46 more',
    fix: expect.stringMatching(/^underlay up --reconfigure, or bringUpLab\(/),
  })
})

/** Documents of that many racks. */
function documents(count: number) {
  const { kind: config, clab: topology, files: texts } = racks({ name: 'mine', racks: count, nodesPerRack: 2 })
  return { kind: config, clab: topology, files: texts }
}

test('documents that have grown are a change on netns, and another kind config on kind', () => {
  const [small, large] = [documents(2), documents(3)]
  const seen: SeenLab = { ...bare, kind: small.kind, fabric: { topology: small.clab, files: small.files } }
  const of = { ...large, name: 'mine' }
  expect(actions(seen, { of })).toBe('create keep, attach change, cni skip, taint make, workload skip')
  expect(planned(seen, { of })[1]?.reason).toBe('the documents have more: nodes worker4, worker5')
  expect(planned({ ...seen, engine: 'kind' }, { of })[0]?.action).toBe('refuse')
  expect(planned({ ...seen, lifetime: 'process' }, { of })[0]?.action).toBe('refuse')
  const fewer = { ...seen, kind: large.kind, fabric: { topology: large.clab, files: large.files } }
  expect(planned(fewer, { of: { ...small, name: 'mine' } })[0]?.action).toBe('refuse')
})

test('another CNI is refused, other settings of the same are a change that is named', () => {
  const { flannel: _, ...rest } = lab
  expect(planned(whole, { of: { ...rest, calico: {} } })[2]).toMatchObject({
    action: 'refuse',
    reason: 'the lab has flannel, not calico',
  })
  expect(planned(whole, { of: { ...lab, flannel: { iface: 'net0', backend: 'host-gw' } } })[2]).toMatchObject({
    action: 'change',
    reason: 'flannel is installed with other settings: backend: vxlan → host-gw, directRouting: true → false',
  })
})

test('flannel’s settings are compared as they are installed, with the interface of the fabric', () => {
  const { iface: _, ...unsaid } = lab.flannel ?? {}
  expect(planned(whole, { of: { ...lab, flannel: unsaid } })[2]).toMatchObject({ action: 'keep' })
})

test('Calico’s settings are compared as they are installed, with the interface of the fabric', () => {
  const calico = presets['calico-vxlan-crosssubnet'].define({ name: 'mine' })
  const { autodetection: __, ...unsaid } = calico.calico ?? {}
  const [, , cni] = planSteps({ ...calico, calico: unsaid }, { ...bare, cni: { name: 'calico' } }, wishes, [])
  expect(cni).toMatchObject({ action: 'keep', reason: 'calico is installed; its manifest is applied again' })
})

test('what a text asks for beyond a network is refused, each line with its place', () => {
  const text = renderClabTopology(clab)
  const asking = parseClabTopology(text, { file: 'lab.clab.yaml' })
  const attach = planned(undefined, { asking })[1]
  expect(attach).toMatchObject({ action: 'refuse', fix: expect.stringContaining('underlay up --trust') })
  expect(attach?.requests?.length).toBeGreaterThan(0)
  for (const line of attach?.requests ?? []) expect(line).toMatch(/^lab\.clab\.yaml:\d+:\d+ \S+ (runs|binds) /)
})
