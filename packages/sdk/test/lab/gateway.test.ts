import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  attachClabFabric,
  bgpSessions,
  capture,
  createKindCluster,
  decode,
  field,
  interfaces,
  ping,
  renderFrrConf,
  routes,
  type Cluster,
} from '../../src/index.ts'
import { run, tryRun } from '../../src/host/run.ts'
import { findSupervisor } from '../../src/host/supervisor/start.ts'
import { awaitRoutes, documents, gateway, gw, racksOfOne } from './gateway-lab.ts'

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
        awaitRoutes(host, gw, ['10.77.0.0/24', 'fd00:77::/64']),
        awaitRoutes(host, 'control-plane', ['10.1.8.0/24', 'fd00:10:1:8::/64']),
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
      await awaitRoutes(host, gw, ['10.77.0.0/24', 'fd00:77::/64', '10.99.0.0/16', 'fd00:99::/48'])
      host.close()
    }
    // The daemons end with the lab.
    await expect.poll(daemonsHere, { timeout: 1000, interval: 10 }).toEqual([])
  })
})

test('what is not realised of an frr.conf is refused before anything is attached', async () => {
  const name = `gateway-refused-${process.pid}`
  await using cluster = await createKindCluster(racksOfOne(name), { engine: 'netns', host: 'local' })
  const { clab } = documents(name, 'frr', gateway)
  const files = { 'gw.conf': `${renderFrrConf(gateway)}router ospf\n` }
  await expect(attachClabFabric(cluster, clab, { files })).rejects.toThrow(/router ospf is not realised/)
})
