import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  attachClabFabric,
  bgpSessions,
  capture,
  createKindCluster,
  kindConfig,
  decode,
  field,
  interfaces,
  ping,
  racks,
  renderFrrConf,
  renderVyosConfigBoot,
  routes,
  type ClabTopology,
  type Cluster,
  type GatewayConfig,
  type GatewayKind,
} from '../../src/index.ts'
import type { Connection } from '../../src/host/connection.ts'
import { run, tryRun } from '../../src/host/run.ts'
import { findSupervisor } from '../../src/host/supervisor/start.ts'

// A name that no other lab of this machine has: its daemons are found by it.
const gw = `gw${process.pid}`

// One description: two racks, a static route to what the second node has, source NAT, BGP with the first node.
const gateway: GatewayConfig = {
  hostName: 'gw0',
  interfaces: [
    { name: 'eth1', addresses: ['10.1.5.1/24', 'fd00:10:1:5::1/64'] },
    { name: 'eth2', addresses: ['10.1.8.1/24', 'fd00:10:1:8::1/64'] },
  ],
  sourceNat: [{ rule: 100, outboundInterface: 'eth0', sourceAddress: '10.1.0.0/16', translation: 'masquerade' }],
  staticRoutes: [
    { destination: '10.99.0.0/16', nextHop: '10.1.8.10' },
    { destination: 'fd00:99::/48', nextHop: 'fd00:10:1:8::10' },
  ],
  bgp: {
    asNumber: 65000,
    routerId: '10.1.5.1',
    neighbors: [
      { address: '10.1.5.10', remoteAs: 64512 },
      { address: 'fd00:10:1:5::10', remoteAs: 64512 },
    ],
    networks: ['10.1.8.0/24', 'fd00:10:1:8::/64'],
  },
}

/** Two nodes, each in a rack of its own. */
function racksOfOne(name: string) {
  const nodes = [
    { role: 'control-plane' as const, nodeIps: ['10.1.5.10', 'fd00:10:1:5::10'] },
    { role: 'worker' as const, nodeIps: ['10.1.8.10', 'fd00:10:1:8::10'] },
  ]
  return kindConfig({ name, ipFamily: 'dual', podSubnet: '10.98.0.0/16,fd00:10:98::/56', nodes })
}

const document = { vyos: '/config/config.boot', frr: '/etc/frr/frr.conf', linux: '/config/config.boot' }
const masquerade = [
  'nft add table ip nat',
  "nft 'add chain ip nat post { type nat hook postrouting priority srcnat ; }'",
  'nft add rule ip nat post oifname eth0 ip saddr 10.1.0.0/16 masquerade',
]

/** The documents of the lab, for a gateway of a kind. */
function documents(name: string, kind: GatewayKind, described: GatewayConfig) {
  const text = kind === 'frr' ? renderFrrConf(described) : renderVyosConfigBoot(described)
  return { clab: topology(name, kind), files: { 'gw.conf': text } }
}

function topology(name: string, kind: GatewayKind): ClabTopology {
  const server = (node: string, rack: number) => ({
    kind: 'linux',
    'network-mode': `container:${name}-${node}`,
    exec: [
      `ip addr add 10.1.${rack}.10/24 dev net0`,
      `ip addr add fd00:10:1:${rack}::10/64 dev net0 nodad`,
      `ip route replace default via 10.1.${rack}.1`,
      `ip -6 route replace default via fd00:10:1:${rack}::1`,
      ...(rack === 8 ? ['ip addr add 10.99.0.1/32 dev lo', 'ip addr add fd00:99::1/128 dev lo'] : []),
    ],
  })
  const links = [
    ['server1:net0', 'br-pool0:p0'],
    [`${gw}:eth1`, 'br-pool0:p1'],
    ['server2:net0', 'br-pool1:q0'],
    [`${gw}:eth2`, 'br-pool1:q1'],
  ]
  return {
    name,
    topology: {
      nodes: {
        [gw]: {
          kind: 'linux',
          binds: [`gw.conf:${document[kind]}`],
          labels: { 'underlay.gateway': kind },
          // FRR has no NAT: there it is the node's own lines.
          ...(kind === 'frr' && { exec: masquerade }),
        },
        'br-pool0': { kind: 'bridge' },
        'br-pool1': { kind: 'bridge' },
        server1: server('control-plane', 5),
        server2: server('worker', 8),
      },
      links: links.map((endpoints) => ({ endpoints, mtu: 1500 })),
    },
  }
}

// The node's own BIRD, by hand.
const nodeBird = `router id 10.1.5.10;
log "/run/bird/node.log" all;
protocol device {}
protocol direct { ipv4; ipv6; }
protocol static { ipv4; route 10.77.0.0/24 blackhole; }
protocol static { ipv6; route fd00:77::/64 blackhole; }
protocol kernel { metric 1024; ipv4 { export where source = RTS_BGP; }; }
protocol kernel { metric 1024; ipv6 { export where source = RTS_BGP; }; }
template bgp fast { connect delay time 1; connect retry time 1; error wait time 1, 2; }
protocol bgp gw4 from fast {
  local 10.1.5.10 as 64512; neighbor 10.1.5.1 as 65000;
  ipv4 { import all; export where source = RTS_STATIC; };
}
protocol bgp gw6 from fast {
  local fd00:10:1:5::10 as 64512; neighbor fd00:10:1:5::1 as 65000;
  ipv6 { import all; export where source = RTS_STATIC; };
}
`

/** The next hop of a place's route to each destination; `linkLocals` says whose link-local addresses there are. */
async function nextHops(
  cluster: Cluster,
  place: string,
  wanted: readonly string[],
  linkLocals: Readonly<Record<string, string>> = {},
): Promise<(string | undefined)[]> {
  const all = await routes({ place, cluster })
  return wanted.map((destination) => {
    const { nextHop = '' } = all.find((route) => route.destination === destination) ?? {}
    return linkLocals[nextHop] ?? nextHop
  })
}

function daemonsHere(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')]
      } catch {
        return []
      }
    })
    .filter((line) => /^(?:zebra|bgpd|staticd|bird)\0/.test(line) && line.includes(`/${gw}`))
}

const awaited = async (host: Connection, namespace: string, destinations: readonly string[]) => {
  const argv = ['/underlay/await-routes.pl', '10', '/run/bird/*.ctl', ...destinations]
  expect(await tryRun(host, namespace, argv)).toMatchObject({ exitCode: 0, stderr: '' })
}

describe.for(['vyos', 'frr', 'linux'] as const)('a gateway as %s', (kind) => {
  test('forwards, routes, translates and speaks BGP as described', async () => {
    const name = `gateway-${kind}-${process.pid}`
    const { clab, files } = documents(name, kind, gateway)
    {
      await using cluster = await createKindCluster(racksOfOne(name), { engine: 'netns', host: 'local' })
      await attachClabFabric(cluster, clab, { files })
      const host = await findSupervisor(name)
      if (host === undefined) throw new Error('the lab is gone')
      const [first, second] = [cluster.node('control-plane'), cluster.node('worker')]
      const answers = async (to: string) => (await tryRun(host, 'control-plane', ['ping', '-c1', '-W2', to])).stdout

      // Rack to rack, and by the static routes, in both families: one hop further than the wire.
      for (const address of ['10.1.8.10', 'fd00:10:1:8::10', '10.99.0.1', 'fd00:99::1'])
        expect(await answers(address)).toContain('ttl=63')

      // What leaves by the management network has the gateway's address there; what stays has its own.
      const both = async () => {
        expect((await ping(first, cluster.outside, { count: 1 })).received).toBe(1)
        expect((await ping(first, second, { count: 1 })).received).toBe(1)
      }
      const cap = await capture(cluster, [`${gw}:eth0`, `${gw}:eth2`], both, { filter: 'icmp' })
      const sources = cap.packets.map((packet) => field(decode(packet), 'ip.src'))
      expect(new Set(sources)).toEqual(new Set(['172.20.20.2', '172.20.20.1', '10.1.5.10', '10.1.8.10']))

      // BGP: what the node announces is learned, and what the gateway has is told.
      await host.write('/run/bird/node.conf', nodeBird)
      await run(host, 'control-plane', ['bird', '-c', '/run/bird/node.conf', '-s', '/run/bird/node.ctl'])
      await Promise.all([
        awaited(host, gw, ['10.77.0.0/24', 'fd00:77::/64']),
        awaited(host, 'control-plane', ['10.1.8.0/24', 'fd00:10:1:8::/64']),
      ])
      const learned = ['10.77.0.0/24', 'fd00:77::/64', '10.99.0.0/16', 'fd00:99::/48']
      // Of a neighbour's two IPv6 addresses FRR takes the link-local one, BIRD the global one.
      const net0 = (await interfaces(first)).find((device) => device.name === 'net0')
      const linkLocals = { [net0?.linkLocal ?? '']: 'fd00:10:1:5::10' }
      expect(await nextHops(cluster, gw, learned, linkLocals)).toEqual([
        '10.1.5.10',
        'fd00:10:1:5::10',
        '10.1.8.10',
        'fd00:10:1:8::10',
      ])
      const told = ['10.1.8.0/24', 'fd00:10:1:8::/64']
      expect(await nextHops(cluster, 'control-plane', told)).toEqual(['10.1.5.1', 'fd00:10:1:5::1'])
      const session = { node: gw, state: 'Established', remoteAs: 64512, localAs: 65000, prefixesReceived: 1 }
      expect(await bgpSessions(cluster)).toMatchObject([
        { ...session, name: '10.1.5.10', neighbor: '10.1.5.10' },
        { ...session, name: 'fd00:10:1:5::10', neighbor: 'fd00:10:1:5::10' },
      ])

      // Attaching again leaves the daemons as they are, and makes anew what is gone.
      const pids = () => run(host, '', ['sh', '-c', `cat /run/frr/${gw}/*.pid /run/bird/${gw}.pid 2> /dev/null; true`])
      const running = await pids()
      expect(daemonsHere()).toHaveLength(kind === 'linux' ? 1 : 3)
      await attachClabFabric(cluster, clab, { files })
      expect(await pids()).toBe(running)
      const [killed = ''] = running.trim().split('\n')
      await run(host, '', ['kill', '-9', killed])
      await attachClabFabric(cluster, clab, { files })
      expect((await pids()).split('\n')).not.toContain(killed)
      await awaited(host, gw, ['10.77.0.0/24', 'fd00:77::/64', '10.99.0.0/16', 'fd00:99::/48'])
      host.close()
    }
    // The daemons end with the lab.
    await expect.poll(daemonsHere, { timeout: 1000, interval: 10 }).toEqual([])
  })
})

// Both nodes in the gateway's own AS: it reflects the routes of each to the other. The second one waits to be asked.
const reflector: GatewayConfig = {
  ...gateway,
  sourceNat: [],
  staticRoutes: [],
  bgp: {
    asNumber: 64512,
    routerId: '10.1.5.1',
    neighbors: [
      { address: '10.1.5.10', remoteAs: 64512, routeReflectorClient: true, passive: true },
      { address: '10.1.8.10', remoteAs: 64512, routeReflectorClient: true, description: 'rack 1, the first' },
    ],
    networks: [],
  },
}

const clientBird = (rack: number): string => `router id 10.1.${rack}.10;
log "/run/bird/rack${rack}.log" all;
protocol device {}
protocol direct { ipv4; }
protocol static { ipv4; route 10.77.${rack}.0/24 blackhole; route 10.55.0.0/24 blackhole; }
protocol kernel { learn; metric 1024; ipv4 { import all; export where source = RTS_BGP; }; }
protocol bgp reflector {
  connect delay time 1; connect retry time 1; error wait time 1, 2;
  local 10.1.${rack}.10 as 64512; neighbor 10.1.${rack}.1 as 64512;
  ipv4 { import all; export where source = RTS_STATIC; next hop self; };
}
`

test.for(['vyos', 'frr', 'linux'] as const)('a route reflector as %s', async (kind) => {
  const name = `gateway-rr-${kind}-${process.pid}`
  await using cluster = await createKindCluster(racksOfOne(name), { engine: 'netns', host: 'local' })
  const { clab, files } = documents(name, kind, reflector)
  await attachClabFabric(cluster, clab, { files })
  const host = await findSupervisor(name)
  if (host === undefined) throw new Error('the lab is gone')
  await Promise.all(
    [5, 8].map(async (rack) => {
      const path = `/run/bird/rack${rack}`
      await host.write(`${path}.conf`, clientBird(rack))
      const node = rack === 5 ? 'control-plane' : 'worker'
      await run(host, node, ['bird', '-c', `${path}.conf`, '-s', `${path}.ctl`])
    }),
  )
  await Promise.all([
    awaited(host, gw, ['10.77.5.0/24', '10.77.8.0/24', '10.55.0.0/24']),
    awaited(host, 'control-plane', ['10.77.8.0/24']),
    awaited(host, 'worker', ['10.77.5.0/24']),
  ])
  // The next hop is the node that announced it, and the reflector says from whom it has it.
  const told = await run(host, 'control-plane', ['birdc', '-s', '/run/bird/rack5.ctl', 'show route 10.77.8.0/24 all'])
  for (const attribute of ['next_hop: 10.1.8.10', 'originator_id: 10.1.8.10', 'cluster_list: 10.1.5.1', 'as_path: \n'])
    expect(told).toContain(`BGP.${attribute}`)
  // Two nodes that announce the same share it.
  const both = async () =>
    (await routes({ place: gw, cluster }))
      .filter(({ destination }) => destination === '10.55.0.0/24')
      .map(({ nextHop }) => nextHop)
      .toSorted()
  await expect.poll(both, { timeout: 3000, interval: 20 }).toEqual(['10.1.5.10', '10.1.8.10'])
  const sessions = await bgpSessions(cluster)
  const said = sessions.map(({ name: session, state, localAs, prefixesReceived }) => ({
    session,
    state,
    localAs,
    prefixesReceived,
  }))
  expect(said).toEqual(
    ['10.1.5.10', '10.1.8.10'].map((session) => ({
      session,
      state: 'Established',
      localAs: 64512,
      prefixesReceived: 2,
    })),
  )
  host.close()
})

test('gateways in a row, FRR and BIRD in turn, know every rack when the fabric is attached', async () => {
  const lab = racks({
    name: `gateway-row-${process.pid}`,
    racks: 3,
    nodesPerRack: 1,
    ipFamily: 'dual',
    gateway: 'frr',
    gateways: 'chain',
    bgp: 'to-the-rack',
  })
  const { gw1, ...others } = lab.clab.topology.nodes
  const nodes = { ...others, gw1: { ...gw1, labels: { 'underlay.gateway': 'linux' } } }
  const clab = { ...lab.clab, topology: { ...lab.clab.topology, nodes } }
  await using cluster = await createKindCluster(lab.kind, { engine: 'netns', host: 'local' })
  await attachClabFabric(cluster, clab, { files: lab.files })
  const [from, to] = [cluster.node('control-plane'), cluster.node('worker2')]
  expect(await ping(from, to, { count: 1 })).toMatchObject({ received: 1, ttl: 61 })
  expect(await ping(from, to, { count: 1, family: 6 })).toMatchObject({ received: 1, ttl: 61 })
  const racksOf = async (name: string) => {
    const table = await routes(cluster.gateway(name))
    return table.map(({ destination }) => destination).filter((network) => /^10\.1\.[012]\./.test(network))
  }
  for (const name of ['gw0', 'gw1', 'gw2'])
    expect(await racksOf(name)).toEqual(['10.1.0.0/24', '10.1.1.0/24', '10.1.2.0/24'])
  const between = (await bgpSessions(cluster)).filter(({ remoteAs }) => remoteAs < 65536)
  expect(between.map(({ node, state, prefixesReceived }) => `${node} ${state} ${prefixesReceived}`).toSorted()).toEqual(
    ['gw0 2', 'gw0 2', 'gw1 1', 'gw1 1', 'gw1 1', 'gw1 1', 'gw2 2', 'gw2 2'].map((words) =>
      words.replace(' ', ' Established '),
    ),
  )
})

test('what is not realised of an frr.conf is refused before anything is attached', async () => {
  const name = `gateway-refused-${process.pid}`
  await using cluster = await createKindCluster(racksOfOne(name), { engine: 'netns', host: 'local' })
  const files = { 'gw.conf': `${renderFrrConf(gateway)}router ospf\n` }
  await expect(attachClabFabric(cluster, topology(name, 'frr'), { files })).rejects.toThrow(
    /router ospf is not realised/,
  )
})
