import { describe, expect, test } from 'vitest'
import type { FlannelOptions, KubernetesObject } from '../../src/index.ts'
import { flannelSettings, imagesOf, patchFlannelManifest } from '../../src/index.ts'
import { at, cniManifest } from '../cni-manifest.ts'
import { refusal } from '../refusal.ts'

const patch = (objects: readonly KubernetesObject[], options: FlannelOptions = {}) =>
  patchFlannelManifest(objects, flannelSettings(options, { podSubnet: '10.98.0.0/16' }))
const netConf = (objects: readonly KubernetesObject[]) => JSON.parse(String(at(objects[0], 'data/net-conf.json')))
const annotations = (objects: readonly KubernetesObject[]) =>
  at(objects[1], 'spec/template/metadata/annotations') as Readonly<Record<string, unknown>>
const FLANNELD = 'spec/template/spec/containers/1'

describe('net-conf.json', () => {
  test.for([
    [{ directRouting: true }, { Type: 'vxlan', DirectRouting: true, VNI: 1, Port: 8472, MTU: 1400 }],
    [{ backend: 'ipip' }, { Type: 'ipip', DirectRouting: false, MTU: 1400 }],
    [{ backend: 'host-gw' }, { Type: 'host-gw', MTU: 1400 }],
  ] as const)('with %o: keys that Go takes for the same go, others stay', ([options, backend]) => {
    const objects = patch(cniManifest('flannel.yaml'), options)
    expect(netConf(objects)).toEqual({ Network: '10.98.0.0/16', EnableNFTables: true, Backend: backend })
  })

  test('without a backend gets one', () => {
    const bare = cniManifest('flannel.yaml', [
      '"Backend": { "type": "udp", "port": 8285, "MTU": 1400 }',
      '"Backend": 1',
    ])
    expect(netConf(patch(bare))).toMatchObject({ Backend: { Type: 'vxlan' } })
  })
})

describe('the interface', () => {
  test('is told to flanneld in the place of all other ways to choose', () => {
    const objects = patch(cniManifest('flannel.yaml'), { iface: 'net0' })
    expect(at(objects[1], `${FLANNELD}/args`)).toEqual(['--ip-masq', '--kube-subnet-mgr', '--iface=net0'])
    expect(at(patch(objects, { iface: 'net0' })[1], `${FLANNELD}/args`)).toEqual(at(objects[1], `${FLANNELD}/args`))
  })

  test('left out stays what it was', () => {
    const before = cniManifest('flannel.yaml')
    expect(at(patch(before)[1], 'spec/template/spec')).toBe(at(before[1], 'spec/template/spec'))
  })

  test('stands behind the command where the flags do', () => {
    const old = cniManifest('flannel.yaml', [
      'command: [/opt/bin/flanneld]\n          args: [--ip-masq, --kube-subnet-mgr, --iface, eth0, --iface-regex=eth.*]',
      'command: [/opt/bin/flanneld, -iface=eth0, --ip-masq]',
    ])
    const objects = patch(old, { iface: 'net0' })
    expect(at(objects[1], `${FLANNELD}/command`)).toEqual(['/opt/bin/flanneld', '--ip-masq', '--iface=net0'])
    expect(at(objects[1], `${FLANNELD}/args`)).toBeUndefined()
  })
})

describe('the pods of flanneld', () => {
  const KEY = 'underlay.dev/net-conf'

  test('start anew where net-conf.json changes, and only there', () => {
    const before = cniManifest('flannel.yaml')
    const [first, same, other] = [patch(before), patch(before), patch(before, { directRouting: true })].map(annotations)
    expect(first?.[KEY]).toMatch(/^[0-9a-f]{40}$/)
    expect(same).toEqual(first)
    expect(other?.[KEY]).toMatch(/^[0-9a-f]{40}$/)
    expect(other?.[KEY]).not.toBe(first?.[KEY])
    expect(annotations(patch(patch(before)))).toEqual(first)
  })

  test('keep the labels and annotations that they have', () => {
    const labelled = cniManifest('flannel.yaml', [
      'template:\n    spec:',
      'template:\n    metadata: { labels: { app: flannel }, annotations: { a: b } }\n    spec:',
    ])
    const objects = patch(labelled)
    expect(at(objects[1], 'spec/template/metadata/labels')).toEqual({ app: 'flannel' })
    expect(annotations(objects)).toEqual({ a: 'b', [KEY]: annotations(patch(cniManifest('flannel.yaml')))[KEY] })
  })
})

test('images of flanneld and of the plugin, in init containers too', () => {
  const before = cniManifest('flannel.yaml')
  const copy = structuredClone(before)
  const objects = patch(before, { image: 'localhost/flannel:1', cniPluginImage: 'localhost/plugin:2' })
  expect(imagesOf(objects)).toEqual(['localhost/flannel:1', 'localhost/plugin:2', 'registry.local/tools/log-shipper:1'])
  expect(before).toEqual(copy)
})

describe('is refused, with its place:', () => {
  test('a manifest without flanneld and net-conf.json', () => {
    const lines = refusal(() => patch(cniManifest('calico.yaml')))
    expect(lines[0]).toMatch(
      /^calico\.yaml no DaemonSet has a container that runs flanneld \(a command ending in flanneld/,
    )
    expect(lines.slice(1)).toEqual([
      "calico.yaml no ConfigMap has the key net-conf.json; use flannel's Documentation/kube-flannel.yml",
    ])
  })

  test('an image that is not there to replace', () => {
    const objects = cniManifest('flannel.yaml', ['flannel-cni-plugin:v1.9.0', 'other:1'])
    expect(refusal(() => patch(objects, { cniPluginImage: 'localhost/plugin' }))).toEqual([
      'flannel.yaml no container has an image …flannel-cni-plugin to replace; leave cniPluginImage out',
    ])
  })

  test.for(['[]', '{ "Network": ', `{ "Deep": ${'['.repeat(20_000)}${']'.repeat(20_000)} }`])(
    'net-conf.json that is %s',
    (text) => {
      const line =
        '{ "Network": "10.244.0.0/16", "EnableNFTables": true, "Backend": { "type": "udp", "port": 8285, "MTU": 1400 } }'
      expect(refusal(() => patch(cniManifest('flannel.yaml', [line, text])))).toEqual([
        'flannel.yaml:7:18 data.net-conf.json is not a JSON object such as { "Network": "10.244.0.0/16" }',
      ])
    },
  )
})
