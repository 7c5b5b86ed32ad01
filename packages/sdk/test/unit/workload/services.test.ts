import { clusterIpService, nodePortService } from '@underlay/configs'
import { expect, test } from 'vitest'
import { readServices } from '../../../src/engine/kubernetes/read-services.ts'
import type { LiveObject } from '../../../src/kubernetes/object/live-object.ts'
import { givenServices } from '../../../src/workload/given-services.ts'
import { fakeKubernetes } from '../engine/kind/fake-kubernetes.ts'

const workload = [nodePortService('app', { port: 8080 }), clusterIpService('none', { port: 80, clusterIP: 'None' })]
const [app, none] = [
  {
    namespace: 'default',
    name: 'app',
    type: 'NodePort',
    clusterIps: ['10.96.0.11'],
    ports: [{ name: 'app', protocol: 'TCP', port: 8080, nodePort: 30_086 }],
  },
  {
    namespace: 'default',
    name: 'none',
    type: 'ClusterIP',
    clusterIps: [],
    ports: [{ name: 'none', protocol: 'TCP', port: 80, nodePort: undefined }],
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

test('Services of a lab have what they were given', () => {
  const services = { 'default/app': { clusterIps: ['10.96.0.11'], nodePorts: { 'TCP 8080': 30_086 } } }
  expect(givenServices({ workload, services })).toEqual([app, none])
})

test('Services of a cluster are read the same', async () => {
  const ports = [{ name: 'app', protocol: 'TCP', port: 8080, targetPort: 8080, nodePort: 30_086 }]
  const { kubernetes } = fakeKubernetes({
    objects: {
      Service: [
        live('app', { type: 'NodePort', clusterIP: '10.96.0.11', clusterIPs: ['10.96.0.11'], ports }),
        live('none', { clusterIP: 'None', clusterIPs: ['None'], ports: [{ name: 'none', port: 80 }] }),
      ],
    },
  })
  expect(await readServices(kubernetes)).toEqual([app, none])
})
