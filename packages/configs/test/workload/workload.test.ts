import { describe, expect, test } from 'vitest'
import {
  daemonSet,
  describeWorkload,
  locate,
  nodePortService,
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
        tolerations: [],
        nodeSelector: {},
      },
    ],
    services: [
      {
        namespace: 'default',
        name: 'app',
        type: 'NodePort',
        selector: { app: 'app' },
        ports: [{ name: 'app', protocol: 'TCP', port: 8080, targetPort: 80, nodePort: 32000 }],
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
