import { expect, test } from 'vitest'
import { calicoIpipCrossSubnet, formatIssue, parseClabTopology, requestedTrust } from '../../src/index.ts'
import { tutorial } from '../tutorial.ts'

const text = `name: lab
topology:
  defaults:
    binds: [/etc/hosts:/etc/hosts]
  kinds:
    linux:
      exec: [ip link set lo up]
  nodes:
    h1:
      kind: linux
      binds: [./gw.cfg:/config/config.boot, ./other:/other]
      stages:
        create:
          exec:
            - command: touch /x
              target: host
    h2:
      kind: linux
  links:
    - endpoints: [h1:eth1, h2:eth1]
    - endpoints: [h1:eth2, host:h1-eth2]
    - type: macvlan
      endpoint: { node: h1, interface: eth3 }
      host-interface: eth0
    - type: dummy
      endpoint: { node: h1, interface: eth4 }
`

test('everything that a text asks for beyond a network, each with its place', () => {
  const topology = parseClabTopology(text, { file: 'clab.yaml' })
  expect(requestedTrust(topology, { 'gw.cfg': 'interfaces {\n}\n' }).map(formatIssue)).toEqual([
    'clab.yaml:4:13 topology.defaults.binds[0] binds /etc/hosts:/etc/hosts',
    'clab.yaml:7:14 topology.kinds.linux.exec[0] runs ip link set lo up',
    'clab.yaml:11:45 topology.nodes.h1.binds[1] binds ./other:/other',
    'clab.yaml:14:11 topology.nodes.h1.stages.create.exec runs commands',
    'clab.yaml:21:28 topology.links[1].endpoints[1] is a link to the machine: host:h1-eth2',
    'clab.yaml:22:13 topology.links[2].type is a link to the machine: macvlan',
  ])
})

test('a topology that was built in code asks for nothing', () => {
  expect(requestedTrust(calicoIpipCrossSubnet().clab)).toEqual([])
})

test('the tutorial’s own text asks for its lines', () => {
  const asked = requestedTrust(parseClabTopology(tutorial('clab.yaml'), { file: 'clab.yaml' }))
  expect(asked.map(({ path }) => path)).toContain('topology.nodes.server1.exec[0]')
})

test('parts of a text ask for the same in a topology that is built in code', () => {
  const parsed = parseClabTopology(text, { file: 'clab.yaml' })
  const { kinds, nodes, links = [] } = parsed.topology
  const asked = requestedTrust(parsed, {}).map(({ path }) => path)
  expect(requestedTrust({ ...parsed }).map(({ path }) => path)).toEqual(asked)
  const own = { name: 'mine', topology: { kinds: { linux: { ...kinds?.['linux'] } }, nodes: {}, links: [...links] } }
  expect(requestedTrust(own).map(({ path }) => path)).toEqual([
    'topology.kinds.linux.exec[0]',
    'topology.links[1].endpoints[1]',
    'topology.links[2].type',
  ])
  const stages = { ...nodes['h1']?.stages }
  const mixed = { name: 'mine', topology: { nodes: { h1: { exec: ['ip link'], stages } } } }
  expect(requestedTrust(mixed).map(({ path }) => path)).toEqual(['topology.nodes.h1.stages.create.exec'])
})

test('where containers are made, their programs and rights are asked for too', () => {
  const yaml = `name: lab
topology:
  kinds:
    linux: { image: alpine, privileged: true }
  nodes:
    h1: { kind: linux, cmd: sleep 1, labels: { a: b }, devices: [/dev/sda] }
`
  const topology = parseClabTopology(yaml, { file: 'clab.yaml' })
  expect(requestedTrust(topology)).toEqual([])
  expect(requestedTrust(topology, {}, { containers: true }).map(formatIssue)).toEqual([
    'clab.yaml:4:21 topology.kinds.linux.image makes a container with alpine',
    'clab.yaml:4:41 topology.kinds.linux.privileged makes a container with true',
    'clab.yaml:6:29 topology.nodes.h1.cmd makes a container with sleep 1',
    'clab.yaml:6:56 topology.nodes.h1.devices makes a container with ["/dev/sda"]',
  ])
})

test('where containers are made, a link to the management network and networks of Docker are asked for too', () => {
  const yaml = `name: lab
mgmt: { network: bridge, bridge: br0 }
topology:
  nodes:
    h1: { kind: linux }
  links:
    - endpoints: [h1:eth1, mgmt-net:h1-eth1]
    - type: mgmt-net
      endpoint: { node: h1, interface: eth2 }
      host-interface: h1-eth2
`
  const topology = parseClabTopology(yaml, { file: 'clab.yaml' })
  expect(requestedTrust(topology)).toEqual([])
  expect(requestedTrust(topology, {}, { containers: true }).map(formatIssue)).toEqual([
    'clab.yaml:7:28 topology.links[0].endpoints[1] is a link to the machine: mgmt-net:h1-eth1',
    'clab.yaml:8:13 topology.links[1].type is a link to the machine: mgmt-net',
    'clab.yaml:2:18 mgmt.network names a network of the machine: bridge',
    'clab.yaml:2:34 mgmt.bridge names a network of the machine: br0',
  ])
})
