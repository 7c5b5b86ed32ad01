import { readFileSync } from 'node:fs'
import { describeCluster, describeFabric, parseClabTopology, racks, type FabricModel } from '@underlay/configs'
import { expect, test } from 'vitest'
import { deploymentSteps } from '../../../src/fabric/deployment.ts'
import { planFabric } from '../../../src/fabric/plan-fabric.ts'
import { planDetach } from '../../../src/fabric/plan-detach.ts'

const folder = new URL('../../../../configs/test/fixtures/topologies/', import.meta.url)
const cluster = describeCluster({
  kind: 'Cluster',
  apiVersion: 'kind.x-k8s.io/v1alpha4',
  name: 'topo',
  nodes: [{ role: 'control-plane' }, { role: 'worker' }],
})

const docker = { gateway: '172.18.0.1', gateway6: 'fc00:f853:ccd:e793::1' }

function read(name: string): FabricModel {
  const file = `${name}.clab.yml`
  return describeFabric(parseClabTopology(readFileSync(new URL(file, folder), 'utf8'), { file }), {
    cluster,
    files: {},
  })
}

function instructionsOf(name: string, namespace: string): readonly string[] {
  return (
    planFabric(read(name), cluster, new Map()).rest.find((plan) => plan.namespace === namespace)?.instructions ?? []
  )
}

test('there is one plan for each namespace', () => {
  const { rest } = planFabric(read('node-bridge'), cluster, new Map())
  const namespaces = rest.map(({ namespace }) => namespace)
  expect(namespaces.toSorted()).toEqual(['c1', 'c2', 'fabric', 'outside', 'switch'])
})

test('a bridge with VLANs keeps them apart at its ports', () => {
  const lines = instructionsOf('vlans-and-impairments', 'fabric')
  expect(lines).toContain(
    'ip link add sw2 type bridge stp_state 0 forward_delay 0 mcast_snooping 0 vlan_filtering 1 vlan_default_pvid 0',
  )
  expect(lines.filter((line) => line.startsWith('bridge ') && /to-(?:blue|sw |tagger)/.test(line))).toEqual([
    'bridge vlan add dev to-sw vid 10',
    'bridge vlan add dev to-sw vid 20',
    'bridge vlan add dev to-blue vid 20 pvid untagged',
    'bridge vlan add dev to-tagger vid 10',
  ])
})

test('a trunk gives a node an interface for each tag, but not those that it makes itself', () => {
  expect(instructionsOf('vlans-and-impairments', 'router').filter((line) => line.includes('type vlan'))).toEqual([
    'ip link add link eth1 name eth1.10 type vlan id 10',
    'ip link add link eth1 name eth1.20 type vlan id 20',
  ])
  expect(instructionsOf('vlans-and-impairments', 'tagger').some((line) => line.includes('eth1.10'))).toBe(false)
})

test('the usual management network gives way to the declared one, and comes back', () => {
  const outside = instructionsOf('mgmt-and-host', 'outside')
  expect(outside).toEqual(
    expect.arrayContaining([
      'ip link set br-clab name br-mgmt up',
      'ip addr flush dev br-mgmt to 172.20.20.1',
      'ip addr replace 172.31.7.1/24 dev br-mgmt',
      'ip addr replace fd31:7::1/64 dev br-mgmt nodad',
      'ip link set n1-mgmt master br-mgmt up',
      'ip link set n1-host up',
    ]),
  )
  const { first } = planDetach(read('mgmt-and-host'), cluster, new Map(), docker)
  expect(first.find(({ namespace }) => namespace === 'outside')?.instructions).toEqual(
    expect.arrayContaining(['ip link set br-mgmt name br-clab up', 'ip addr replace 172.20.20.1/24 dev br-clab']),
  )
})

test('macvlans of one device of the host share a bridge outside that stands for it', () => {
  expect(planFabric(read('mgmt-and-host'), cluster, new Map()).second.instructions).toEqual([
    'ip link add enp3s0 type bridge',
    'ip link set enp3s0 up',
    'ip link add link enp3s0 name eth3 netns n1 type macvlan mode bridge',
    'ip link add link enp3s0 name eth1 netns n2 type macvlan mode bridge',
  ])
})

test('a host forwards nothing, in either family', () => {
  expect(instructionsOf('dual-stack-hosts', 'h1')).toEqual(
    expect.arrayContaining([
      'sysctl net.ipv4.ip_forward 0',
      'sysctl net.ipv6.conf.all.forwarding 0',
      'ip addr replace fd30:1::10/64 dev eth1 nodad',
    ]),
  )
})

test('without stages there is one step; with them a node waits for the one before', () => {
  expect(deploymentSteps(read('chain'))).toHaveLength(1)
  const steps = deploymentSteps(read('stages'))
  const at = (what: (step: (typeof steps)[number]) => boolean): number => steps.findIndex(what)
  const client = at(({ configured }) => configured.has('client'))
  expect(client).toBeGreaterThan(at(({ healthy }) => healthy.length > 0))
  expect(at(({ before }) => before.some(({ argv }) => argv[0] === 'sh'))).toBe(
    at(({ fabric }) => fabric.links.length > 0),
  )
  expect(steps.at(-1)?.fabric.hosts).toHaveLength(2)
})

/** The fastest of a few. */
function msPerNode(nodes: number): number {
  const lab = racks({ name: 'lab', racks: nodes / 5, nodesPerRack: 5 })
  const model = describeCluster(lab.kind)
  const once = (): number => {
    const begin = performance.now()
    planFabric(describeFabric(lab.clab, { cluster: model, files: lab.files }), model, new Map())
    return (performance.now() - begin) / nodes
  }
  return Math.min(...Array.from({ length: 5 }, once))
}

test('planning time grows with the number of nodes, and not faster', () => {
  msPerNode(20)
  expect(msPerNode(200)).toBeLessThan(3 * msPerNode(20))
})

test.for(['ipv4', 'ipv6', 'dual'] as const)(
  'a detached %s node gets back the default routes that it had',
  (ipFamily) => {
    const lab = racks({ racks: 1, nodesPerRack: 1, ipFamily })
    const model = describeCluster(lab.kind)
    const fabric = describeFabric(lab.clab, { cluster: model, files: lab.files })
    const { first } = planDetach(fabric, model, new Map(), docker)
    const ofNode = first.find(({ instructions }) => instructions.some((line) => line.includes('default')))
    expect(ofNode?.instructions).toEqual([
      'ip route replace default via 172.18.0.1',
      ...(ipFamily === 'ipv4' ? [] : ['ip route replace default via fc00:f853:ccd:e793::1 dev eth0']),
    ])
  },
)
