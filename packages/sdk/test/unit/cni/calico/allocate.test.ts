import { cidrContains } from '@underlay/configs'
import { expect, test } from 'vitest'
import { allocateAddresses } from '../../../../src/cni/calico/allocate.ts'
import { LabStateError } from '../../../../src/errors.ts'
import { calicoRecord } from '../../reference-lab.ts'
import { refusal } from '../../refusal.ts'

const none = { taken: new Set<string>(), released: [] }
const [lower, upper] = ['10.98.0.0/17', '10.98.128.0/17'] as const
const two = calicoRecord({
  pools: [
    { name: 'near', cidr: lower, vxlan: 'Always', nodeSelector: "rack == 'rack0'" },
    { name: 'far', cidr: upper, vxlan: 'Always', nodeSelector: "rack == 'rack1'" },
  ],
})

const inPool = (node: string, pool: string): boolean =>
  cidrContains(pool, allocateAddresses(two, node, none).addresses[0] ?? '')

test('the first pool that selects the node gives the address', () => {
  expect([inPool('worker', lower), inPool('worker2', upper)]).toEqual([true, true])
})

test('a pool that is asked for gives it, whatever nodes it selects; the node may take a block for it', () => {
  for (const asked of ['far', upper]) {
    const { addresses } = allocateAddresses(two, 'worker', { ...none, ipPools: [asked] })
    expect(cidrContains(upper, addresses[0] ?? '')).toBe(true)
  }
  expect(refusal(() => allocateAddresses(two, 'worker', { ...none, ipPools: ['mid'] }), LabStateError).message).toBe(
    "a pod asks for the pool mid, which is none\n  fix: Calico's pools are near, far",
  )
})

test('where no pool selects a node it is an error that says so', () => {
  const one = calicoRecord({ pools: [{ cidr: lower, nodeSelector: "rack == 'rack0'" }] })
  expect(refusal(() => allocateAddresses(one, 'worker2', none), LabStateError).message).toContain(
    'no IPv4 pool selects worker2',
  )
})

test('a full block makes the node take another one; addresses that were given back come before that, and last', () => {
  const small = calicoRecord({ blockSize: 30 })
  const [block = ''] = small.nodes['worker']?.blocks ?? []
  const base = block.split('/')[0]?.split('.').slice(0, 3).join('.')
  const first = Number(block.split('/')[0]?.split('.')[3])
  const [a, b, c] = [1, 2, 3].map((ordinal) => `${base}.${first + ordinal}`)
  expect(allocateAddresses(small, 'worker', { taken: new Set([a ?? '']), released: [b ?? ''] }).addresses).toEqual([c])
  const used = new Set([a ?? '', c ?? ''])
  expect(allocateAddresses(small, 'worker', { taken: used, released: [b ?? ''] }).addresses).toEqual([b])
  const full = allocateAddresses(small, 'worker', { taken: new Set([...used, b ?? '']), released: [] })
  const blocks = full.calico.nodes['worker']?.blocks ?? []
  expect(blocks).toHaveLength(2)
  expect(full.addresses).toEqual([blocks[1]?.split('/')[0]])
})

test('of a dual-stack cluster an address of each family', () => {
  const dual = calicoRecord({ vxlan: 'Always', ipip: 'Never' }, ['10.98.0.0/16', 'fd00:10:98::/56'])
  const { addresses } = allocateAddresses(dual, 'worker', none)
  expect(addresses.map((address) => address.includes(':'))).toEqual([false, true])
})
