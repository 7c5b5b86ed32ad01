import { expect, test } from 'vitest'
import {
  clusterIpService,
  deployment,
  describeCluster,
  describeWorkload,
  familiesIn,
  kindConfig,
  parseManifests,
  pod,
  renderManifests,
  type Deployment,
  type KubernetesObject,
} from '../../src/index.ts'
import { refusal } from '../refusal.ts'

const spec = { name: 'lab', podSubnet: '10.98.0.0/16', nodes: [{ role: 'control-plane' }, { role: 'worker' }] } as const
const cluster = describeCluster(kindConfig(spec))
const dual = { ...cluster, serviceSubnets: ['10.96.0.0/16', 'fd00:96::/112'] }

function refused(objects: readonly KubernetesObject[], known = cluster): readonly string[] {
  const parsed = parseManifests(renderManifests(objects), { file: 'app.yaml' })
  return refusal(() => describeWorkload(parsed, { cluster: known }))
}

test('a node that the cluster has not is refused, and the nearest offered', () => {
  expect(refused([pod('own', { nodeName: 'worker' })])).toEqual([
    "app.yaml:11:13 spec.nodeName 'worker' is not a node of the cluster; did you mean 'lab-worker'?",
  ])
  const set = deployment('web')
  const template = { ...set.spec.template, spec: { ...set.spec.template.spec, nodeName: 'lab-wroker' } }
  const named: Deployment = { ...set, spec: { ...set.spec, template } }
  expect(refused([named])[0]).toMatch(
    /spec.template.spec.nodeName 'lab-wroker' is not a node of the cluster; did you mean 'lab-worker'\?$/,
  )
  expect(() => describeWorkload([pod('own', { nodeName: 'lab-worker' })], { cluster })).not.toThrow()
})

test.for([
  ['10.97.0.1', '10.97.0.1 is outside of the serviceSubnet 10.96.0.0/16'],
  ['10.96.0.1', '10.96.0.1 is already that of Service kubernetes; choose another'],
  ['10.96.0.10', '10.96.0.10 is already that of Service kube-dns; choose another'],
  ['fd00:96::5', 'IPv6 is not a family of the cluster, whose serviceSubnet is 10.96.0.0/16'],
])('the address %s is refused', ([clusterIP = '', fault = '']) => {
  expect(refused([clusterIpService('app', { port: 80, clusterIP })])[0]).toContain(`spec.clusterIP ${fault}`)
})

test('an address that two Services ask for', () => {
  const [a, b] = ['a', 'b'].map((name) => clusterIpService(name, { port: 80, clusterIP: '10.96.0.50' }))
  expect(refused([a, b].flatMap((service) => service ?? []))[0]).toContain(
    'spec.clusterIP 10.96.0.50 is already that of Service a; choose another',
  )
})

test('two families of a cluster that has one', () => {
  const require = clusterIpService('app', { port: 80, ipFamilyPolicy: 'RequireDualStack' })
  expect(refused([require])[0]).toContain('spec.ipFamilyPolicy RequireDualStack needs a cluster with ipFamily: dual')
  expect(() => describeWorkload([require], { cluster: dual })).not.toThrow()
})

test('the families that a Service gets', () => {
  const single = { ipFamilies: [], ipFamilyPolicy: 'SingleStack' } as const
  expect(familiesIn(dual, single)).toEqual(['IPv4'])
  expect(familiesIn(dual, { ...single, ipFamilies: ['IPv6'] })).toEqual(['IPv6'])
  expect(familiesIn(dual, { ipFamilies: ['IPv6'], ipFamilyPolicy: 'PreferDualStack' })).toEqual(['IPv6', 'IPv4'])
  expect(familiesIn(cluster, { ipFamilies: [], ipFamilyPolicy: 'PreferDualStack' })).toEqual(['IPv4'])
})

test('without kube-proxy Services have no rules, which is noted', () => {
  const none = { ...cluster, kubeProxyMode: 'none' } as const
  const { notes } = describeWorkload([clusterIpService('app', { port: 80 })], { cluster: none })
  expect(notes.map(({ message }) => message)).toEqual(["Service app has no rules: the cluster's kubeProxyMode is none"])
})
