import { expect, test } from 'vitest'
import {
  attachClabFabric,
  bgpSessions,
  createKindCluster,
  ping,
  racks,
  routes,
  type GatewayConfig,
} from '../../src/index.ts'
import { run } from '../../src/host/run.ts'
import { findSupervisor } from '../../src/host/supervisor/start.ts'
import { awaitRoutes, documents, gateway, gw, racksOfOne } from './gateway-lab.ts'

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
    awaitRoutes(host, gw, ['10.77.5.0/24', '10.77.8.0/24', '10.55.0.0/24']),
    awaitRoutes(host, 'control-plane', ['10.77.8.0/24']),
    awaitRoutes(host, 'worker', ['10.77.5.0/24']),
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
  // As it is typed at a router: each speaks to the daemons of its own place.
  const bare = kind === 'linux' ? ['birdc', 'show', 'protocols'] : ['vtysh', '-c', 'show bgp summary']
  const typed = await run(host, gw, bare)
  expect(typed).toContain(kind === 'linux' ? 'Established' : 'BGP router identifier 10.1.5.1')
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
