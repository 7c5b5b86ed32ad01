import { join } from 'node:path'
import { parseClabTopology, renderClabTopology, TopologyError, type ClabTopology } from '@underlay/configs'
import { expect, test } from 'vitest'
import { clabDocument } from '../../../../src/fabric/containerlab/clab-document.ts'
import { cluster, preset } from '../../reference-lab.ts'
import { refusal } from '../../refusal.ts'

const folder = '/state/underlay/lab'
const labels = { 'underlay.lab': 'lab' }

function documentOf(topology: ClabTopology, files = preset.files) {
  const { path, texts } = clabDocument(topology, files, { folder, labels })
  return { texts, written: parseClabTopology(texts.get(path) ?? '', { file: path }) }
}

function withGateway(change: Record<string, unknown>): ClabTopology {
  const { nodes } = preset.clab.topology
  return {
    ...preset.clab,
    topology: { ...preset.clab.topology, nodes: { ...nodes, gw0: { ...nodes.gw0, ...change } } },
  }
}

const issuesOf = (topology: ClabTopology, files: Readonly<Record<string, string>> = preset.files): readonly string[] =>
  refusal(() => clabDocument(topology, files, { folder }), TopologyError).issues.map(
    ({ path, message }) => `${path}: ${message}`,
  )

test('the reference lab: the topology as it is, and the file that it binds', () => {
  const { path, texts } = clabDocument(preset.clab, preset.files, { folder })
  expect(path).toBe(join(folder, 'calico-ipip-crosssubnet.clab.yml'))
  expect(Object.fromEntries(texts)).toEqual({
    [path]: renderClabTopology(preset.clab),
    [join(folder, 'startup-conf/gw0-boot.cfg')]: Object.values(preset.files)[0],
  })
})

test('every container has the label of the lab, beside those of the topology', () => {
  const labelled = { ...preset.clab, topology: { ...preset.clab.topology, defaults: { labels: { mine: 'yes' } } } }
  const { written } = documentOf(labelled)
  expect(written.topology.defaults).toEqual({ labels: { mine: 'yes', ...labels } })
})

test('servers share the network of their nodes', () => {
  const modes = Object.values(documentOf(preset.clab).written.topology.nodes).map((node) => node['network-mode'])
  expect(modes.filter((mode) => mode !== undefined)).toEqual(cluster.nodes.map(({ name }) => `container:${name}`))
})

test.for([
  ['9500 where none is declared', undefined, 9500],
  ['the declared one', 1400, 1400],
] as const)('the MTU is written out: %s', ([, declared, mtu]) => {
  const links = preset.clab.topology.links?.map(({ endpoints }) => ({
    endpoints: endpoints as readonly string[],
    ...(declared !== undefined && { mtu: declared }),
  }))
  const { written } = documentOf({ ...preset.clab, topology: { ...preset.clab.topology, links: links ?? [] } })
  expect(written.topology.links?.map((link) => link.mtu)).toEqual(Array.from({ length: 6 }, () => mtu))
})

test.for([
  ['/etc/passwd', 'is absolute'],
  ['../gw0.cfg', 'leaves the folder'],
  ['./a/../../gw0.cfg', 'leaves the folder'],
  ['a/../gw0.cfg', 'leaves the folder'],
  ['~/gw0.cfg', 'begins with ~'],
  ['', 'names no file'],
  ['./', 'names no file'],
  ['conf/', 'names no file'],
  ['a\u0000b', 'has a backslash or control character'],
  ['..\\gw0.cfg', 'has a backslash or control character'],
  ['./kubeconfig', "is a name of the lab's own"],
  ['lab.json', "is a name of the lab's own"],
  ['lab.json.4711', "is a name of the lab's own"],
  ['calico-ipip-crosssubnet.clab.yml', "is a name of the lab's own"],
  ['clab-calico-ipip-crosssubnet/gw0', "is a name of the lab's own"],
  ['startup-conf', 'is a file and a folder'],
  ['startup-conf/gw0-boot.cfg/x', 'is a file and a folder'],
  ['.//startup-conf/gw0-boot.cfg', 'is given twice, with different texts'],
] as const)('the file %j is refused: %s', ([path, fault]) => {
  const [issue, ...others] = issuesOf(preset.clab, { ...preset.files, [path]: 'text' })
  expect(issue).toContain(fault)
  expect(issue).toMatch(/^files: '.*; give files by a relative path/)
  expect(others).toEqual([])
})

test('a bound file that was not given is refused, a folder of given ones is not', () => {
  const binds = [...(preset.clab.topology.nodes.gw0?.binds ?? []), './frr:/etc/frr', 'volume']
  expect(issuesOf(withGateway({ binds }))).toEqual([expect.stringMatching(/gw0\.binds\[2\]: file '\.\/frr' is not/)])
  const files = { ...preset.files, 'frr/daemons': 'zebra=yes' }
  expect(documentOf(withGateway({ binds }), files).texts.get(join(folder, 'frr/daemons'))).toBe('zebra=yes')
})

test('a bind that leaves the folder is refused; absolute ones and variables are left to containerlab', () => {
  const boot = preset.clab.topology.nodes.gw0?.binds ?? []
  const binds = [...boot, '../frr.conf:/etc/frr.conf', '/etc/hosts:/etc/hosts', '__clabNodeName__.cfg:/x']
  expect(issuesOf(withGateway({ binds }))).toEqual([expect.stringContaining("'../frr.conf' leaves the folder")])
})

test.for([
  ['sh -c "echo $HOME"', 'replaces the variable'],
  ['sh -c "echo ${HOME}"', 'replaces the variable'],
  ['echo {{ .node }}', 'executes the template'],
] as const)('what containerlab would change is refused: %s', ([exec, what]) => {
  expect(issuesOf(withGateway({ exec: [exec] }))).toEqual([
    expect.stringMatching(new RegExp(`^topology.nodes.gw0.exec\\[0\\]: containerlab ${what}`)),
  ])
})

test('a dollar that names nothing stands', () => {
  expect(documentOf(withGateway({ exec: [`sh -c "echo 5$ $1"`] })).written.topology.nodes.gw0?.exec).toEqual([
    `sh -c "echo 5$ $1"`,
  ])
})

test('all mistakes are told at once', () => {
  const issues = issuesOf(withGateway({ exec: ['echo $HOME'] }), { '/a': 'x' })
  expect(issues).toHaveLength(3)
})

test('a macvlan has the MTU of its parent, every other link of one end has its own', () => {
  const endpoint = { node: 'gw0', interface: 'eth5' }
  const links = [
    { type: 'macvlan', endpoint, 'host-interface': 'eno1' },
    { type: 'dummy', endpoint: { ...endpoint, interface: 'eth6' } },
  ]
  const { written } = documentOf({ ...preset.clab, topology: { ...preset.clab.topology, links } })
  expect(written.topology.links?.map((link) => link.mtu)).toEqual([undefined, 9500])
})
