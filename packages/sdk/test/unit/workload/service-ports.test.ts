import { clusterIpService, describeWorkload, type ContainerPortModel, type Service } from '@underlay/configs'
import { expect, test } from 'vitest'
import { servicePorts } from '../../../src/workload/service-ports.ts'
import { recordedPod } from '../reference-lab.ts'

const given = { 'default/app': { clusterIps: ['10.96.0.11'], nodePorts: {} } }
const web: ContainerPortModel = { name: 'web', containerPort: 8080, protocol: 'TCP' }
const pods = [
  { ...recordedPod, ports: [web] },
  { ...recordedPod, name: 'app-2', ip: '10.98.81.5', ips: ['10.98.81.5', 'fd00:98::5'], ports: [] },
  { ...recordedPod, name: 'other', ip: '10.98.81.6', ips: ['10.98.81.6'], namespace: 'other' },
]

const endpointsOf = (service: Service, addresses = given): (readonly string[])[] =>
  servicePorts(describeWorkload([service]).services, addresses, pods).map(({ endpoints }) =>
    endpoints.map(({ address, port }) => `${address} ${port}`),
  )

test('the pods that are selected, of the own namespace', () => {
  expect(endpointsOf(clusterIpService('app', { port: 80 }))).toEqual([['10.98.81.4 80', '10.98.81.5 80']])
  expect(endpointsOf(clusterIpService('app', { port: 80, selector: { app: 'web' } }))).toEqual([[]])
})

test('a port by its name is that of each pod; a pod without it is left out', () => {
  expect(endpointsOf(clusterIpService('app', { port: 80, targetPort: 'web' }))).toEqual([['10.98.81.4 8080']])
  expect(endpointsOf(clusterIpService('app', { port: 80, targetPort: 'web', protocol: 'UDP' }))).toEqual([[]])
})

test('each address has the pods of its family', () => {
  const dual = { 'default/app': { clusterIps: ['10.96.0.11', 'fd00:96::b'], nodePorts: {} } }
  expect(endpointsOf(clusterIpService('app', { port: 80 }), dual)).toEqual([
    ['10.98.81.4 80', '10.98.81.5 80'],
    ['fd00:98::5 80'],
  ])
})

test('a headless Service has no ports', () => {
  const none = { 'default/app': { clusterIps: [], nodePorts: {} } }
  expect(endpointsOf(clusterIpService('app', { port: 80, clusterIP: 'None' }), none)).toEqual([])
})
