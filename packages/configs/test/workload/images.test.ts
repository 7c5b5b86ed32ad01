import { describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../../src/index.ts'
import { imagesOf, parseImageReplacements, replaceImages } from '../../src/index.ts'
import { cniManifest } from '../cni-manifest.ts'
import { refusal } from '../refusal.ts'

const pod = (...images: readonly string[]) => ({ containers: images.map((image) => ({ name: 'c', image })) })
const object = (kind: string, spec: object) => ({ apiVersion: 'v1', kind, metadata: { name: 'x' }, spec })
const replaced = (image: string, replacements: Readonly<Record<string, string>>) =>
  imagesOf(replaceImages([object('Pod', pod(image))], replacements))[0]

describe('the images of', () => {
  test.for(['DaemonSet', 'Deployment', 'StatefulSet', 'ReplicaSet', 'Job'])('a %s', (kind) => {
    expect(imagesOf([object(kind, { template: { spec: pod('b', 'a', 'b') } })])).toEqual(['a', 'b'])
  })

  test('a Pod, with init containers and without ephemeral ones', () => {
    const spec = { ...pod('a'), initContainers: pod('c').containers, ephemeralContainers: pod('e').containers }
    expect(imagesOf([object('Pod', spec)])).toEqual(['a', 'c'])
  })

  test('a CronJob', () => {
    expect(imagesOf([object('CronJob', { jobTemplate: { spec: { template: { spec: pod('a') } } } })])).toEqual(['a'])
  })

  test('a manifest', () => {
    expect(imagesOf(cniManifest('flannel.yaml'))).toEqual([
      'ghcr.io/flannel-io/flannel-cni-plugin:v1.9.0',
      'ghcr.io/flannel-io/flannel:v0.28.0',
      'registry.local/tools/log-shipper:1',
    ])
  })

  test('anything else: none', () => {
    const wrong: readonly unknown[] = [
      null,
      1,
      { kind: 'Pod' },
      { kind: 'constructor', spec: pod('a') },
      object('Service', pod('a')),
      object('Pod', { containers: [null, { image: 1 }] }),
    ]
    expect(imagesOf(wrong as readonly KubernetesObject[])).toEqual([])
  })
})

describe('an image is replaced', () => {
  test.for([
    ['nginx', { nginx: 'a/b:1' }, 'a/b:1'],
    ['nginx', { 'docker.io/library/nginx': 'a/b:1' }, 'a/b:1'],
    ['index.docker.io/library/nginx:1', { 'nginx:1': 'a/b' }, 'a/b'],
    ['nginx:1.27', { nginx: 'a/b:1' }, 'a/b:1'],
    ['nginx:1.27', { nginx: 'localhost:5001/b' }, 'localhost:5001/b:1.27'],
    ['nginx:1.27', { nginx: 'a/b', 'nginx:1.27': 'exact' }, 'exact'],
    ['quay.io:443/calico/node:v1', { 'quay.io:443/calico/node': 'a/b' }, 'a/b:v1'],
    [`a/b@sha256:${'0'.repeat(64)}`, { 'a/b': 'c' }, `c@sha256:${'0'.repeat(64)}`],
    ['nginx:1.27', { 'nginx:1.26': 'a/b' }, 'nginx:1.27'],
    ['quay.io/nginx', { nginx: 'a/b' }, 'quay.io/nginx'],
    ['localhost/nginx', { 'docker.io/localhost/nginx': 'a/b' }, 'localhost/nginx'],
    ['burlyluo/nettool', { nettool: 'a/b' }, 'burlyluo/nettool'],
    ['constructor', {}, 'constructor'],
  ] as const)('%s by %o: %s', ([image, replacements, expected]) => {
    expect(replaced(image, replacements)).toBe(expected)
  })

  test('in a copy', () => {
    const before = cniManifest('flannel.yaml')
    const copy = structuredClone(before)
    const [map, set] = replaceImages(before, { 'ghcr.io/flannel-io/flannel': 'localhost/flannel' })
    expect(before).toEqual(copy)
    expect(map).toBe(before[0])
    expect(JSON.stringify(set).match(/localhost\/flannel:v0\.28\.0/g)).toHaveLength(2)
  })
})

describe('replacements as text', () => {
  test.for([
    ['', {}],
    [' , ', {}],
    ['a=b', { a: 'b' }],
    [
      ' burlyluo/nettool = localhost/nettool:latest ,quay.io:443/a/b:1=c,',
      { 'burlyluo/nettool': 'localhost/nettool:latest', 'quay.io:443/a/b:1': 'c' },
    ],
  ] as const)('%o', ([source, expected]) => {
    expect(parseImageReplacements(source)).toEqual(expected)
  })

  test('are refused with every mistake', () => {
    expect(refusal(() => parseImageReplacements('nginx,a=b=c,Ä=b,a=,nginx=a,docker.io/library/nginx=b'))).toEqual([
      "UNDERLAY_IMAGES [0] 'nginx' is no replacement; write from=to, as in nginx=localhost/nginx",
      "UNDERLAY_IMAGES [1] 'a=b=c' is no replacement; write from=to, as in nginx=localhost/nginx",
      "UNDERLAY_IMAGES [2] 'Ä' is not an image name such as docker.io/library/nginx:1.27",
      "UNDERLAY_IMAGES [3] '' is not an image name such as docker.io/library/nginx:1.27",
      'UNDERLAY_IMAGES [5] docker.io/library/nginx is replaced twice; remove one',
    ])
    expect(refusal(() => parseImageReplacements('a', { file: '--image' }))[0]).toMatch(/^--image \[0\] /)
  })

  test('are refused soon, however long', () => {
    expect(refusal(() => parseImageReplacements(`${'a'.repeat(500_000)}!=b`))).toHaveLength(1)
    expect(refusal(() => parseImageReplacements(`${'a.'.repeat(250)}!=b`))).toHaveLength(1)
  })
})
