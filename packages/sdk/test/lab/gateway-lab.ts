import {
  kindConfig,
  renderFrrConf,
  renderVyosConfigBoot,
  type ClabTopology,
  type GatewayConfig,
  type GatewayKind,
} from '../../src/index.ts'
import { expect } from 'vitest'
import type { Connection } from '../../src/host/connection.ts'
import { tryRun } from '../../src/host/run.ts'

// A name that no other lab of this machine has: its daemons are found by it.
export const gw = `gw${process.pid}`

/** Two racks, a static route to what the second node has, source NAT, BGP with the first node. */
export const gateway: GatewayConfig = {
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
export function racksOfOne(name: string) {
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
export function documents(name: string, kind: GatewayKind, described: GatewayConfig) {
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

/** Waits until a namespace has routes to the destinations. */
export async function awaitRoutes(host: Connection, namespace: string, destinations: readonly string[]): Promise<void> {
  const argv = ['/underlay/await-routes.pl', '10', '/run/bird/*.ctl', ...destinations]
  expect(await tryRun(host, namespace, argv)).toMatchObject({ exitCode: 0, stderr: '' })
}
