import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import {
  calicoIpipCrossSubnet,
  calicoSettings,
  describeCluster,
  describeFabric,
  parseClabTopology,
  parseKindConfig,
  parseVyosConfigBoot,
  renderClabTopology,
  renderKindConfig,
  renderManifests,
} from '../../src/index.ts'
import { tutorial } from '../tutorial.ts'

const preset = calicoIpipCrossSubnet()

interface PlainKind {
  name?: string
  nodes: { image?: string; kubeadmConfigPatches: unknown[] }[]
}

/** Patches are texts: they are compared by what they say. */
function withReadPatches(document: PlainKind): PlainKind {
  const nodes = document.nodes.map((node) => ({
    ...node,
    kubeadmConfigPatches: node.kubeadmConfigPatches.map((patch) => parse(String(patch))),
  }))
  return { ...document, nodes }
}

const read = (text: string): unknown[] => parseAllDocuments(text).map((document) => document.toJS())

describe("the preset is the tutorial's documents", () => {
  test('kind: the same file, with the name and the image of the command line', () => {
    const { name, nodes, ...rendered } = withReadPatches(parse(renderKindConfig(preset.kind)))
    expect(name).toBe('calico-ipip-crosssubnet')
    expect(new Set(nodes.map(({ image }) => image))).toEqual(new Set(['kindest/node:v1.27.3']))
    const withoutImages = nodes.map(({ image: _image, ...node }) => node)
    expect({ ...rendered, nodes: withoutImages }).toEqual(withReadPatches(parse(tutorial('kind.yaml'))))
  })

  test('containerlab: the same topology, with an MTU on each link', () => {
    const { topology, ...rest } = parse(renderClabTopology(preset.clab))
    expect(topology.links.map(({ mtu }: { mtu: number }) => mtu)).toEqual([1500, 1500, 1500, 1500, 1500, 1500])
    const links = topology.links.map(({ endpoints }: { endpoints: string[] }) => ({ endpoints }))
    const original = parse(tutorial('clab.yaml'))
    expect({ ...rest, topology: { ...topology, links } }).toEqual(original)
    expect(Object.keys(topology.nodes)).toEqual(Object.keys(original.topology.nodes))
  })

  test('gateway: the same meaning', () => {
    const text = preset.files['startup-conf/gw0-boot.cfg'] ?? ''
    expect(parseVyosConfigBoot(text).gateway).toEqual(parseVyosConfigBoot(tutorial('gw0-boot.cfg')).gateway)
  })

  test('workload: the same manifests', () => {
    expect(read(renderManifests(preset.workload))).toEqual(read(tutorial('workload.yaml')))
  })

  test('Calico: CrossSubnet', () => {
    const { pools } = calicoSettings(preset.calico, describeCluster(preset.kind))
    expect(pools).toMatchObject([{ ipip: 'CrossSubnet', vxlan: 'Never', cidr: '10.98.0.0/16' }])
  })
})

test('parse undoes render', () => {
  expect(parseKindConfig(renderKindConfig(preset.kind))).toEqual(preset.kind)
  expect(parseClabTopology(renderClabTopology(preset.clab))).toEqual(preset.clab)
})

test('another name and image go through all documents', () => {
  const { kind, clab, files } = calicoIpipCrossSubnet({ name: 'lab', image: 'kindest/node:v1.36.0' })
  const cluster = describeCluster(kind)
  const fabric = describeFabric(clab, { cluster, files })
  expect(cluster.kubernetesVersion).toBe('1.36.0')
  expect(fabric.servers.map(({ node }) => node)).toEqual(cluster.nodes.map(({ name }) => name))
  expect(fabric.servers.map(({ node }) => node)).toEqual([
    'lab-control-plane',
    'lab-worker',
    'lab-worker2',
    'lab-worker3',
  ])
})
