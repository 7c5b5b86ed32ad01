import type { CniNode } from '@underlay/configs'
import { expect, test } from 'vitest'
import type { InstalledCni, LabModel } from '../../../../src/engine/engine.ts'
import { modelOf } from '../../../../src/engine/kind/model.ts'
import { verifyAddresses } from '../../../../src/engine/kind/verify-addresses.ts'
import { LabStateError } from '../../../../src/errors.ts'
import { preset } from '../../reference-lab.ts'
import { refusal, thrownBy } from '../../refusal.ts'
import { containers, kindLab, lab } from './kind-lab.ts'

const attached = { topology: preset.clab, files: preset.files }
const calico = ['10.1.5.10/24', '10.1.5.11/24', '10.1.8.10/24', '10.1.8.11/24']
const flannel = calico.map((address) => address.split('/')[0] ?? '')

/** The reference lab with a CNI that has recorded these addresses, in the order of its nodes. */
function labWith(name: 'calico' | 'flannel', addresses: readonly (string | undefined)[], fabric = true): LabModel {
  const names = ['control-plane', 'worker', 'worker2', 'worker3']
  const nodes = names.flatMap((node, index): [string, CniNode][] => {
    const address = addresses[index]
    return address === undefined ? [] : [[`${lab}-${node}`, { address, blocks: [] }]]
  })
  const cni: InstalledCni = {
    name,
    podCidr: '10.98.0.0/16',
    ipip: 'CrossSubnet',
    vxlan: 'Never',
    tunnel: undefined,
    pools: [],
    nodes: Object.fromEntries(nodes),
    how: 'real',
  }
  return modelOf(kindLab({ cni, ...(fabric && { fabric: attached }) }), containers, {})
}

const refused = (model: LabModel): string => refusal(() => verifyAddresses(model, 'the fix'), LabStateError).message

test('Calico with the address and prefix of the topology', () => {
  expect(thrownBy(() => verifyAddresses(labWith('calico', calico), ''))).toBeUndefined()
})

test('flannel, which records no prefix', () => {
  expect(thrownBy(() => verifyAddresses(labWith('flannel', flannel), ''))).toBeUndefined()
})

test('without a fabric the node-ip of the kind config is what is declared', () => {
  expect(thrownBy(() => verifyAddresses(labWith('flannel', flannel, false), ''))).toBeUndefined()
})

test('another address is shown with the declared one, for every node', () => {
  expect(refused(labWith('calico', ['172.18.0.2/16', '172.18.0.3/16', ...calico.slice(2)]))).toBe(
    `calico records 172.18.0.2/16 for control-plane, declared is 10.1.5.10/24
calico records 172.18.0.3/16 for worker, declared is 10.1.5.11/24
  fix: the fix`,
  )
})

test('another prefix decides otherwise about encapsulation: it is refused, too', () => {
  const message = refused(labWith('calico', ['10.1.5.10/16', ...calico.slice(1)]))
  expect(message).toContain('calico records 10.1.5.10/16 for control-plane, declared is 10.1.5.10/24')
})

test('none is refused', () => {
  expect(refused(labWith('flannel', flannel.slice(0, 3)))).toContain(
    'flannel records no address for worker3, declared is 10.1.8.11/24',
  )
})

test('a node that declares none may have any', () => {
  const model = labWith('flannel', ['172.18.0.2', ...flannel.slice(1)])
  const nodes = model.cluster.nodes.map(({ nodeIp, ...node }, index) => (index === 0 ? node : { ...node, nodeIp }))
  const free = { ...model, cluster: { ...model.cluster, nodes } } as LabModel
  expect(thrownBy(() => verifyAddresses(free, ''))).toBeUndefined()
})
