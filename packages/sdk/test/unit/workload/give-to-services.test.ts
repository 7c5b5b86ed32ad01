import { clusterIpService, describeWorkload, nodePortService, type Service } from '@underlay/configs'
import { expect, test } from 'vitest'
import { LabStateError } from '../../../src/errors.ts'
import type { LabState } from '../../../src/lab/state.ts'
import { giveToServices } from '../../../src/workload/give-to-services.ts'
import { cluster } from '../reference-lab.ts'
import { refusal } from '../refusal.ts'

function given(services: readonly Service[], before: LabState['services'] = {}, model = cluster): LabState['services'] {
  return giveToServices(describeWorkload(services, { cluster: model }).services, model, before)
}

const dual = { ...cluster, serviceSubnets: ['10.96.0.0/16', 'fd00:96::/112'] }

test('addresses come in order, after the ten that are the cluster’s own; the same objects get the same', () => {
  const services = ['a', 'b'].map((name) => clusterIpService(name, { port: 80 }))
  const first = given(services)
  expect(Object.values(first).map(({ clusterIps }) => clusterIps)).toEqual([['10.96.0.11'], ['10.96.0.12']])
  expect(given(services, first)).toEqual(first)
  expect(given(services.slice(1), first)).toEqual({ 'default/b': first['default/b'] })
})

test('an address is given again once its Service is gone, and never while it is there', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => clusterIpService(name, { port: 80 })) as [Service, Service, Service]
  const before = given([a, b])
  expect(given([b, c], before)['default/c']?.clusterIps).toEqual(['10.96.0.11'])
  expect(given([a, b, c], before)['default/c']?.clusterIps).toEqual(['10.96.0.13'])
})

test('a Service gets the address and the node port that it asks for, whoever comes first', () => {
  const asking = nodePortService('b', { port: 80, clusterIP: '10.96.0.11', nodePort: 30_086 })
  const all = given([nodePortService('a', { port: 80 }), asking])
  expect(all).toEqual({
    'default/a': { clusterIps: ['10.96.0.12'], nodePorts: { 'TCP 80': 30_087 } },
    'default/b': { clusterIps: ['10.96.0.11'], nodePorts: { 'TCP 80': 30_086 } },
  })
})

test('a node port stays with its port', () => {
  const service = nodePortService('a', { port: 80 })
  const [port] = service.spec.ports
  const two = {
    ...service,
    spec: {
      ...service.spec,
      ports: [
        { name: 'first', port: 79 },
        { ...port, port: 80 },
      ],
    },
  }
  const after = given([two], given([service]))
  expect(after['default/a']?.nodePorts).toEqual({ 'TCP 79': 30_087, 'TCP 80': 30_086 })
})

test('what another has is refused, and another address than the own', () => {
  const before = given([nodePortService('a', { port: 80 })])
  const message = (...services: readonly Service[]): string =>
    refusal(() => given(services, before), LabStateError).message
  const a = nodePortService('a', { port: 80 })
  expect(message(a, clusterIpService('b', { port: 80, clusterIP: '10.96.0.11' }))).toContain(
    'Service default/b asks for 10.96.0.11, which Service default/a was given',
  )
  expect(message(a, nodePortService('b', { port: 80, nodePort: 30_086 }))).toContain('asks for 30086')
  expect(message(nodePortService('a', { port: 80, clusterIP: '10.96.0.50' }))).toContain(
    'has the address 10.96.0.11, which cannot become 10.96.0.50',
  )
})

test('a headless Service gets no address', () => {
  expect(given([clusterIpService('a', { port: 80, clusterIP: 'None' })])).toEqual({
    'default/a': { clusterIps: [], nodePorts: {} },
  })
})

test('one of each family where the Service wants both and the cluster has them', () => {
  const prefer = clusterIpService('a', { port: 80, ipFamilyPolicy: 'PreferDualStack' })
  const six = { ...prefer, spec: { ...prefer.spec, ipFamilies: ['IPv6'] as const } }
  const plain = clusterIpService('c', { port: 80 })
  expect(given([prefer])['default/a']?.clusterIps).toEqual(['10.96.0.11'])
  expect(given([prefer, plain], {}, dual)).toMatchObject({
    'default/a': { clusterIps: ['10.96.0.11', 'fd00:96::b'] },
    'default/c': { clusterIps: ['10.96.0.12'] },
  })
  expect(given([six], {}, dual)['default/a']?.clusterIps).toEqual(['fd00:96::b', '10.96.0.11'])
})

test('a subnet that is used up is an error', () => {
  const tiny = { ...cluster, serviceSubnets: ['10.96.0.0/28'] }
  const services = Array.from({ length: 5 }, (_, nth) => clusterIpService(`s${nth}`, { port: 80 }))
  expect(Object.keys(given(services.slice(0, 4), {}, tiny))).toHaveLength(4)
  expect(refusal(() => given(services, {}, tiny), LabStateError).message).toContain('10.96.0.0/28 has no address left')
})
