import { describe, expect, test } from 'vitest'
import type { CalicoManifestOptions, CalicoOptions, KubernetesObject } from '../../src/index.ts'
import {
  calicoSettings,
  calicoVersionOf,
  daemonSet,
  imagesOf,
  ippoolPatch,
  patchCalicoManifest,
} from '../../src/index.ts'
import { at, cniManifest } from '../cni-manifest.ts'
import { refusal } from '../refusal.ts'

const settings = (options: CalicoOptions = {}) => calicoSettings(options, { podSubnet: '10.98.0.0/16' })
const patch = (objects: readonly KubernetesObject[], options?: CalicoOptions, more?: CalicoManifestOptions) =>
  patchCalicoManifest(objects, settings(options), more)
const CALICO_NODE = 'spec/template/spec/containers/1'
const nodeOf = (objects: readonly KubernetesObject[]) => at(objects[1], CALICO_NODE)
const fromConfig = (key: string) => `valueFrom: { configMapKeyRef: { name: calico-config, key: ${key} } }`
const unnamed = (extra: object) => {
  const { spec, ...rest } = daemonSet('net')
  const containers = [{ name: 'n', image: 'localhost/node:v3.30.0', ...extra }]
  return { ...rest, spec: { ...spec, template: { ...spec.template, spec: { containers } } } }
}
const CROSS = { ipip: 'CrossSubnet', autodetection: 'interface=net0' } as const

describe('the environment of calico-node', () => {
  test('is set in place or at the end, found by what it runs; what stays default is left out', () => {
    const objects = patch(cniManifest('calico.yaml'), { ...CROSS, blockSize: 27 })
    expect(at(nodeOf(objects), 'env')).toEqual([
      {
        name: 'CALICO_NETWORKING_BACKEND',
        valueFrom: { configMapKeyRef: { name: 'calico-config', key: 'calico_backend' } },
      },
      { name: 'CALICO_IPV4POOL_IPIP', value: 'CrossSubnet' },
      { name: 'CALICO_IPV4POOL_BLOCK_SIZE', value: '27' },
      { name: 'FELIX_IPINIPMTU', valueFrom: { configMapKeyRef: { name: 'calico-config', key: 'veth_mtu' } } },
      { name: 'CALICO_IPV4POOL_VXLAN', value: 'Never' },
      { name: 'CALICO_IPV4POOL_CIDR', value: '10.98.0.0/16' },
      { name: 'IP', value: 'autodetect' },
      { name: 'IP_AUTODETECTION_METHOD', value: 'interface=net0' },
    ])
  })

  test('says what is not the default, and a default that the manifest says otherwise', () => {
    const env = at(nodeOf(patch(cniManifest('calico.yaml'), { natOutgoing: false, asNumber: 65001 })), 'env')
    expect(env).toContainEqual({ name: 'CALICO_IPV4POOL_NAT_OUTGOING', value: 'false' })
    expect(env).toContainEqual({ name: 'AS', value: '65001' })
    expect(env).toContainEqual({ name: 'CALICO_IPV4POOL_BLOCK_SIZE', value: '26' })
    const without = cniManifest('calico.yaml', ['CALICO_IPV4POOL_BLOCK_SIZE', 'OTHER'])
    const size = { name: 'CALICO_IPV4POOL_BLOCK_SIZE', value: '24' }
    expect(at(nodeOf(patch(without, { blockSize: 24 })), 'env')).toContainEqual(size)
  })

  test('has each name once', () => {
    const twice = cniManifest('calico.yaml', ['- name: CALICO_IPV4POOL_BLOCK_SIZE', '- name: CALICO_IPV4POOL_IPIP'])
    const env = at(nodeOf(patch(twice, CROSS)), 'env')
    expect(JSON.stringify(env).match(/"CALICO_IPV4POOL_IPIP","value":"CrossSubnet"/g)).toHaveLength(1)
    expect(JSON.stringify(env).match(/CALICO_IPV4POOL_IPIP/g)).toHaveLength(1)
  })

  test('and nothing else changes, in the input nothing at all', () => {
    const before = cniManifest('calico.yaml')
    const copy = structuredClone(before)
    const after = patch(before, { ...CROSS, mtuBytes: 1440, blockSize: 24 })
    expect(before).toEqual(copy)
    expect(after[0]).toEqual(before[0])
    expect(after[2]).toBe(before[2])
    expect({ ...Object(nodeOf(after)), env: [] }).toEqual({ ...Object(nodeOf(before)), env: [] })
    expect(at(after[1], 'spec/template/spec/initContainers')).toEqual(
      at(before[1], 'spec/template/spec/initContainers'),
    )
  })
})

test('calico-node under another name is known by its environment or its command', () => {
  const named = 'image: docker.io/calico/node:v3.30.0@'
  const mirrored = cniManifest('calico.yaml', [named, 'image: mirror.local/rancher/mirrored-calico-node:v3.30.0@'])
  expect(JSON.stringify(at(nodeOf(patch(mirrored, CROSS)), 'env'))).toContain('CrossSubnet')
  expect(calicoVersionOf([unnamed({ command: ['start_runit'] })])).toBe('v3.30.0')
  expect(calicoVersionOf([unnamed({ command: ['node', 'server.js'] })])).toBeUndefined()
})

describe('the MTU goes where the manifest reads it from', () => {
  test.for([
    [{ mtuBytes: 1480 }, {}, '1480'],
    [{}, { mtuBytes: 1470 }, '1470'],
    [{ mtuBytes: 1480 }, { mtuBytes: 1470 }, '1480'],
    [{}, {}, '0'],
  ] as const)('%o over %o', ([more, options, expected]) => {
    expect(at(patch(cniManifest('calico.yaml'), options, more)[0], 'data/veth_mtu')).toBe(expected)
  })

  test('a plain variable, or a new one', () => {
    const plain = fromConfig('veth_mtu')
    const objects = patch(
      cniManifest('calico.yaml', [plain, 'value: "1"'], [plain, 'value: "1"']),
      {},
      { mtuBytes: 1480 },
    )
    expect(at(objects[1], 'spec/template/spec/initContainers/0/env')).toEqual([{ name: 'CNI_MTU', value: '1480' }])
    expect(at(nodeOf(objects), 'env')).toContainEqual({ name: 'FELIX_IPINIPMTU', value: '1480' })
    expect(at(nodeOf(objects), 'env')).toContainEqual({ name: 'FELIX_VXLANMTU', value: '1480' })
  })
})

describe('BIRD', () => {
  test('neither runs nor is asked for with VXLAN; a probe that asked for nothing else asks for Felix', () => {
    const objects = patch(cniManifest('calico.yaml'), { vxlan: 'CrossSubnet' })
    expect(at(objects[0], 'data/calico_backend')).toBe('vxlan')
    expect(at(nodeOf(objects), 'livenessProbe/exec/command')).toEqual(['/bin/calico-node', '-felix-live'])
    expect(at(nodeOf(objects), 'readinessProbe/exec/command')).toEqual(['/bin/calico-node', '-felix-ready'])
    expect(at(nodeOf(objects), 'env')).toContainEqual({ name: 'CALICO_IPV4POOL_IPIP', value: 'Never' })
  })

  test('comes back with IPIP', () => {
    const vxlan = patch(cniManifest('calico.yaml'), { vxlan: 'Always' })
    const back = patch(vxlan, { ipip: 'Always' })
    expect(at(back[0], 'data/calico_backend')).toBe('bird')
    expect(at(nodeOf(back), 'livenessProbe/exec/command')).toEqual(['/bin/calico-node', '-felix-live', '-bird-live'])
    expect(patch(back, { ipip: 'Always' })).toEqual(back)
  })
})

test('the registry of all images calico/*, and only that', () => {
  const objects = patch(cniManifest('calico.yaml'), {}, { registry: '192.168.2.100:5000' })
  expect(imagesOf(objects)).toEqual([
    '192.168.2.100:5000/calico/cni:v3.30.0',
    '192.168.2.100:5000/calico/kube-controllers:v3.30.0',
    '192.168.2.100:5000/calico/node:v3.30.0',
    `192.168.2.100:5000/calico/node:v3.30.0@sha256:${'0123456789abcdef'.repeat(4)}`,
    'registry.local/tools/log-shipper:1',
  ])
})

test('the version is that of the image', () => {
  expect(calicoVersionOf(cniManifest('calico.yaml'))).toBe('v3.30.0')
  expect(calicoVersionOf([daemonSet('calico-node', { image: 'calico/node' })])).toBeUndefined()
  expect(calicoVersionOf(cniManifest('flannel.yaml'))).toBeUndefined()
})

describe('is refused, with its place:', () => {
  test('a manifest without calico-node', () => {
    const [line, ...more] = refusal(() => patch(cniManifest('flannel.yaml')))
    expect(line).toMatch(/^flannel\.yaml no DaemonSet has a container that runs calico-node \(an image calico\/node/)
    expect(line).toMatch(/use Calico's manifests\/calico\.yaml/)
    expect(more).toEqual([])
    expect(refusal(() => patch([]))).toHaveLength(1)
  })

  test('calico-node as an init container only', () => {
    const objects = cniManifest('calico.yaml', ['docker.io/calico/node:v3.30.0@', 'docker.io/other/thing@'])
    expect(refusal(() => patch(objects))).toHaveLength(1)
  })

  test('all variables that come from elsewhere, at once', () => {
    const objects = cniManifest(
      'calico.yaml',
      ['value: "Always"', fromConfig('mode')],
      ['value: "24"', 'valueFrom: { fieldRef: { fieldPath: x } }'],
      [fromConfig('calico_backend'), 'valueFrom: { secretKeyRef: { name: s, key: k } }'],
    )
    const path = 'spec.template.spec.containers[1].env'
    expect(refusal(() => patch(objects))).toEqual([
      `calico.yaml:36:15 ${path}[0].valueFrom CALICO_NETWORKING_BACKEND must become 'bird', but is read from no ConfigMap; write a plain value or a configMapKeyRef`,
      `calico.yaml:38:15 ${path}[1].valueFrom CALICO_IPV4POOL_IPIP must become 'Always', but is read from elsewhere; write a plain value in the manifest`,
      `calico.yaml:40:15 ${path}[2].valueFrom CALICO_IPV4POOL_BLOCK_SIZE must become '26', but is read from elsewhere; write a plain value in the manifest`,
    ])
  })

  test('a ConfigMap or a key that is not there', () => {
    const key = cniManifest('calico.yaml', ['  calico_backend: "bird"\n', ''])
    expect(refusal(() => patch(key))).toEqual([
      'calico.yaml:6:1 data.calico_backend is not there, but CALICO_NETWORKING_BACKEND is read from it; add calico_backend: "bird"',
    ])
    const map = cniManifest('calico.yaml', ['  namespace: kube-system\n', ''])
    expect(refusal(() => patch(map))).toHaveLength(3)
    expect(refusal(() => patch(map))[0]).toMatch(
      /^calico\.yaml:22:15 .*initContainers\[0\]\.env\[0\]\.valueFrom CNI_MTU is read from the ConfigMap calico-config, which the manifest lacks; add it$/,
    )
  })

  test('an environment that is no list', () => {
    const objects = cniManifest('calico.yaml', [
      '          env:\n            - name: CNI_MTU\n              valueFrom: ',
      '          env: ',
    ])
    expect(refusal(() => patch(objects))).toEqual([
      'calico.yaml:21:11 spec.template.spec.initContainers[0].env must be a list of environment variables',
    ])
  })

  test.for([
    [
      { registry: 'https://quay.io' },
      "registry 'https://quay.io' is not a registry; write a host such as quay.io or 192.168.2.100:5000",
    ],
    [
      { registry: 'quay.io/' },
      "registry 'quay.io/' is not a registry; write a host such as quay.io or 192.168.2.100:5000",
    ],
    [{ mtuBytes: 100 }, 'mtuBytes must be an integer from 576 to 65535, is 100'],
  ] as const)('%o', ([options, line]) => {
    expect(refusal(() => patch(cniManifest('calico.yaml'), {}, options))).toEqual([`calico manifest options ${line}`])
  })
})

describe('settings that no variable of the manifest says are refused by name', () => {
  const fix = 'apply the object yourself, with cluster.kubernetes, or use the netns engine'
  const bgpFix = `is not said by the manifest, but by BGPConfiguration, BGPPeer and Node; ${fix}`
  test.for<[CalicoOptions, string]>([
    [
      { pools: [{ cidr: '10.98.0.0/17' }, { cidr: '10.98.128.0/17' }] },
      `pools has 2, and the manifest makes one IPPool; ${fix}`,
    ],
    [
      { pools: [{ cidr: '10.98.0.0/17', nodeSelector: 'has(rack)' }] },
      `pools[0].nodeSelector is not said by the manifest, but by an IPPool; ${fix}`,
    ],
    [
      { natOutgoingExclusions: 'IPPoolsAndHostIPs' },
      `natOutgoingExclusions is not said by the manifest, but by FelixConfiguration; ${fix}`,
    ],
    [{ bgp: { mesh: false } }, `bgp.mesh ${bgpFix}`],
    [{ bgp: { nodeAsNumbers: { worker: 65001 } } }, `bgp.nodeAsNumbers ${bgpFix}`],
    [{ bgp: { routeReflectors: { worker: '244.0.0.1' } } }, `bgp.routeReflectors ${bgpFix}`],
    [{ bgp: { peers: [{ peerIP: '10.1.5.1', asNumber: 65000 }] } }, `bgp.peers ${bgpFix}`],
  ])('%o', ([options, line]) => {
    expect(refusal(() => patch(cniManifest('calico.yaml'), options))).toEqual([`calico manifest options ${line}`])
  })

  test('the second pool of a dual-stack cluster', () => {
    const dual = calicoSettings({}, { podSubnet: '10.98.0.0/16', podSubnets: ['10.98.0.0/16', 'fd00:10:98::/56'] })
    expect(refusal(() => patchCalicoManifest(cniManifest('calico.yaml'), dual))).toEqual([
      `calico manifest options pools has 2, and the manifest makes one IPPool; ${fix}`,
      `calico manifest options pools[1].cidr fd00:10:98::/56 is IPv6, which is not set yet in a manifest; ${fix}`,
    ])
  })
})

test('a running pool changes by a merge patch', () => {
  expect(ippoolPatch(settings({ vxlan: 'CrossSubnet', natOutgoing: false }))).toEqual({
    spec: { ipipMode: 'Never', vxlanMode: 'CrossSubnet', natOutgoing: false },
  })
})
