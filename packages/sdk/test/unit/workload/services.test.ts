import { clusterIpService, nodePortService } from '@underlay/configs'
import { expect, test } from 'vitest'
import { readServices } from '../../../src/engine/kubernetes/read-services.ts'
import type { LiveObject } from '../../../src/kubernetes/object/live-object.ts'
import { givenServices } from '../../../src/workload/given-services.ts'
import { fakeKubernetes } from '../engine/kind/fake-kubernetes.ts'

const workload = [
  nodePortService('app', { port: 8080, targetPort: 80, externalTrafficPolicy: 'Local' }),
  clusterIpService('none', { port: 80, clusterIP: 'None' }),
]
const [app, none] = [
  {
    namespace: 'default',
    name: 'app',
    type: 'NodePort',
    clusterIps: ['10.96.0.11'],
    ports: [
      { name: 'app', protocol: 'TCP', port: 8080, nodePort: 30_086, endpoints: [{ address: '10.98.0.1', port: 80 }] },
    ],
    internalTrafficPolicy: 'Cluster',
    externalTrafficPolicy: 'Local',
  },
  {
    namespace: 'default',
    name: 'none',
    type: 'ClusterIP',
    clusterIps: [],
    ports: [{ name: 'none', protocol: 'TCP', port: 80, nodePort: undefined, endpoints: [] }],
    internalTrafficPolicy: 'Cluster',
    externalTrafficPolicy: 'Cluster',
  },
]

function live(name: string, spec: object): LiveObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default', uid: name, resourceVersion: '1' },
    spec,
  }
}

function slice(name: string, endpoints: readonly object[]): LiveObject {
  const labels = { 'kubernetes.io/service-name': 'app' }
  const metadata = { name, namespace: 'default', uid: name, resourceVersion: '1', labels }
  const ports = [{ name: 'app', port: 80, protocol: 'TCP' }]
  return { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, endpoints, ports } as LiveObject
}

test('Services of a lab have what they were given', () => {
  const services = { 'default/app': { clusterIps: ['10.96.0.11'], nodePorts: { 'TCP 8080': 30_086 } } }
  const pods = ['app', 'other'].map((label, index) => ({
    name: label,
    namespace: 'default',
    node: 'worker',
    ip: `10.98.0.${index + 1}`,
    ips: [`10.98.0.${index + 1}`],
    hostInterface: 'cali0',
    labels: { app: label },
    owner: '',
    ports: [],
  }))
  expect(givenServices({ workload, services, pods })).toEqual([app, none])
})

test('Services of a cluster are read the same', async () => {
  const ports = [{ name: 'app', protocol: 'TCP', port: 8080, targetPort: 8080, nodePort: 30_086 }]
  const { kubernetes } = fakeKubernetes({
    objects: {
      Service: [
        live('app', {
          type: 'NodePort',
          externalTrafficPolicy: 'Local',
          clusterIP: '10.96.0.11',
          clusterIPs: ['10.96.0.11'],
          ports,
        }),
        live('none', { clusterIP: 'None', clusterIPs: ['None'], ports: [{ name: 'none', port: 80 }] }),
      ],
      EndpointSlice: [
        slice('app-1', [{ addresses: ['10.98.0.1'] }, { addresses: ['10.98.0.2'], conditions: { ready: false } }]),
      ],
    },
  })
  expect(await readServices(kubernetes)).toEqual([app, none])
})
