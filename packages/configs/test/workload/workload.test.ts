import { describe, expect, test } from 'vitest'
import {
  clusterIpService,
  daemonSet,
  deployment,
  describeWorkload,
  locate,
  nodePortService,
  pod,
  parseManifests,
  renderManifests,
} from '../../src/index.ts'
import { refusal } from '../refusal.ts'
import { edited, tutorial } from '../tutorial.ts'

const SERVICE = { port: 8080, targetPort: 80, nodePort: 32000 }

test("the tutorial's manifests become the model", () => {
  expect(describeWorkload(parseManifests(tutorial('workload.yaml'), { file: 'app.yaml' }))).toEqual({
    daemonSets: [
      {
        namespace: 'default',
        name: 'app',
        labels: { app: 'app' },
        selector: { app: 'app' },
        containers: [{ name: 'nettoolbox', image: 'burlyluo/nettool' }],
        ports: [],
        tolerations: [],
        nodeSelector: {},
      },
    ],
    deployments: [],
    pods: [],
    services: [
      {
        namespace: 'default',
        name: 'app',
        type: 'NodePort',
        selector: { app: 'app' },
        ports: [{ name: 'app', protocol: 'TCP', port: 8080, targetPort: 80, nodePort: 32000 }],
        clusterIps: [],
        headless: false,
        ipFamilies: [],
        ipFamilyPolicy: 'SingleStack',
        internalTrafficPolicy: 'Cluster',
        externalTrafficPolicy: 'Cluster',
      },
    ],
    notes: [],
  })
})

test('parse undoes render, and remembers each object by itself', () => {
  const tolerations = [{ operator: 'Exists' as const }]
  const objects = [daemonSet('app', { tolerations }), nodePortService('app', SERVICE)]
  const parsed = parseManifests(renderManifests(objects), { file: 'app.yaml' })
  expect(parsed).toEqual(objects)
  expect(describeWorkload(parsed).daemonSets[0]?.tolerations).toEqual(tolerations)
  expect(locate(parsed[1] ?? {}, ['kind'])).toEqual({ file: 'app.yaml', line: 23, column: 7 })
})

test('empty documents are left out', () => {
  expect(parseManifests('---\n---\n# nothing\n')).toEqual([])
})

test('what no container runs is noted', () => {
  const text = edited(tutorial('workload.yaml'), [['- image', '- command: [sleep]\n        image']])
  expect(describeWorkload(parseManifests(text, { file: 'app.yaml' })).notes).toEqual([
    {
      file: 'app.yaml',
      line: 19,
      column: 9,
      path: 'spec.template.spec.containers[0].command',
      message: 'is ignored: the netns engine runs no containers; its pods answer HTTP',
    },
  ])
})

describe('the builders refuse', () => {
  test('a nodePort out of range', () => {
    expect(refusal(() => nodePortService('app', { ...SERVICE, nodePort: 80 }))).toEqual([
      'manifests[0] spec.ports[0].nodePort must be an integer from 30000 to 32767, is 80',
    ])
  })

  test('names and labels that are none', () => {
    expect(refusal(() => daemonSet('App', { labels: { 'a b': 'c' } }))).toEqual([
      "manifests[0] metadata.name 'App' is not a name; use lower case letters, digits and '-' (RFC 1123)",
      "manifests[0] metadata.labels.a b 'a b' is not a label name",
      "manifests[0] spec.template.metadata.labels.a b 'a b' is not a label name",
    ])
  })
})

test('hostNetwork: false says what is so anyway', () => {
  const text = edited(tutorial('workload.yaml'), [['      containers', '      hostNetwork: false\n      containers']])
  expect(describeWorkload(parseManifests(text)).daemonSets).toHaveLength(1)
})

test('a Service with every option keeps each of them', () => {
  const options = {
    targetPort: 'web',
    affinitySeconds: 60,
    internalTrafficPolicy: 'Local',
    externalTrafficPolicy: 'Local',
    ipFamilyPolicy: 'PreferDualStack',
    clusterIP: '10.96.7.7',
  } as const
  const service = nodePortService('app', { port: 80, ...options })
  const [parsed] = parseManifests(renderManifests([service]))
  expect(parsed).toEqual(service)
  expect(describeWorkload([service]).services[0]).toEqual({
    namespace: 'default',
    name: 'app',
    type: 'NodePort',
    selector: { app: 'app' },
    ports: [{ name: 'app', protocol: 'TCP', port: 80, targetPort: 'web' }],
    clusterIps: ['10.96.7.7'],
    headless: false,
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'PreferDualStack',
    internalTrafficPolicy: 'Local',
    externalTrafficPolicy: 'Local',
    affinitySeconds: 60,
  })
})

test('a client keeps its pod for three hours unless said otherwise', () => {
  const service = clusterIpService('app', { port: 80 })
  const sticky = { ...service, spec: { ...service.spec, sessionAffinity: 'ClientIP' as const } }
  expect(describeWorkload([service]).services[0]?.affinitySeconds).toBeUndefined()
  expect(describeWorkload([sticky]).services[0]?.affinitySeconds).toBe(10_800)
})

test('a headless Service is read, and noted: nothing names its pods', () => {
  const { services, notes } = describeWorkload([clusterIpService('app', { port: 80, clusterIP: 'None' })])
  expect(services[0]).toMatchObject({ headless: true, clusterIps: [] })
  expect(notes.map(({ path, message }) => `${path} ${message}`)).toEqual([
    'spec.clusterIP None: Service app has no address and no rules, and the netns engine has no DNS that would name its pods',
  ])
})

test('one port number may be that of TCP and of UDP', () => {
  const dns = clusterIpService('dns', { port: 53, protocol: 'UDP' })
  const [udp] = dns.spec.ports
  const both = {
    ...dns,
    spec: {
      ...dns.spec,
      ports: [
        { ...udp, port: 53 },
        { name: 'dns-tcp', port: 53 },
      ],
    },
  }
  const [model] = describeWorkload([both]).services
  expect(model?.ports.map(({ protocol, port }) => [protocol, port])).toEqual([
    ['UDP', 53],
    ['TCP', 53],
  ])
})

test('Deployments and Pods are read, with the ports of all their containers', () => {
  const ports = [
    { name: 'web', containerPort: 8080 },
    { containerPort: 53, protocol: 'UDP' },
  ] as const
  const model = describeWorkload([
    deployment('web', { replicas: 3, ports }),
    pod('client', { nodeName: 'lab-worker', labels: { role: 'client' } }),
  ])
  expect(model.deployments[0]).toMatchObject({
    name: 'web',
    replicas: 3,
    labels: { app: 'web' },
    ports: [
      { name: 'web', containerPort: 8080, protocol: 'TCP' },
      { containerPort: 53, protocol: 'UDP' },
    ],
  })
  expect(model.pods[0]).toMatchObject({ name: 'client', nodeName: 'lab-worker', labels: { role: 'client' }, ports: [] })
})

test('objects that change no packet are noted', () => {
  const { notes } = describeWorkload(
    parseManifests('apiVersion: v1\nkind: Namespace\nmetadata: { name: web }\n', { file: 'app.yaml' }),
  )
  expect(notes).toEqual([
    {
      file: 'app.yaml',
      line: 2,
      column: 1,
      path: 'kind',
      message: 'Namespace web is ignored: a namespace of the netns engine is there as soon as something is in it',
    },
  ])
})
