import { createHash } from 'node:crypto'
import { networkOf, type CalicoPool } from '@underlay/configs'
import type { CalicoNode, CalicoRecord, NodeAddress } from '../record.ts'
import { asNumberOf, bgpPeerings, type BgpPeering } from './bgp-peers.ts'
import { addressOf, blocksIn, families, hostPart, nodeOf, poolsOf, type Family } from './node.ts'

/** BGP timers: BIRD's own, or short ones that make a lab converge in a second. */
export type BgpTimers = 'lab' | 'default'

const labTimers = ['connect delay time 1;', 'connect retry time 1;', 'error wait time 1, 2;']

/**
 * BIRD's configuration for a node, after Calico's templates: its blocks go to its peers; of what they say, IPIP's and
 * unencapsulated routes go to the kernel, by Calico's rule: direct when the node's own CIDR contains the BGP next hop, else through
 * `tunl0`. VXLAN's are Felix's.
 *
 * @see https://github.com/projectcalico/calico/tree/v3.32.1/confd/etc/calico/confd/templates
 */
export function birdConfig(calico: CalicoRecord, nodeName: string, timers: BgpTimers = 'lab'): string {
  const own = nodeOf(calico, nodeName)
  const asNumber = asNumberOf(calico, nodeName, own)
  const used = families.flatMap((family) => {
    const address = addressOf(own, family)
    return address === undefined || poolsOf(calico, family).length === 0 ? [] : [{ family, address }]
  })
  const channels = used.map(({ family }) => `ipv${family};`).join(' ')
  return `router id ${routerId(own)};
log "/run/bird/${nodeName}.log" { warning, error, fatal, bug };

protocol device { scan time 10; }
protocol direct { ${channels} interface "-cali*", "-kube-ipvs*", "*"; }
${used.map(({ family, address }) => familyConfig(calico, own, family, address)).join('\n')}
template bgp calico {
  multihop;
  ${timers === 'lab' ? labTimers.join('\n  ') : ''}
}
${used.flatMap(({ family, address }) => bgpPeerings(calico, nodeName, family).map((peer) => session(peer, address, asNumber))).join('\n')}
`
}

function familyConfig(calico: CalicoRecord, own: CalicoNode, family: Family, address: NodeAddress): string {
  const pools = poolsOf(calico, family)
  const blocks = pools.flatMap((pool) => blocksIn(own, pool))
  const wide = blocks.filter((block) => !block.endsWith(family === 6 ? '/128' : '/32'))
  return `
protocol static blocks${family} {
  ipv${family};
  ${wide.map((block) => `route ${block} blackhole;`).join('\n  ')}
}

function to_peer${family}(bool inside) {
  # Felix programs the tunnel's routes on every node.
  if inside && ifname ~ "*.calico" then reject;
  ${blocks.map((block) => `if net = ${block} then accept;\n  if net ~ ${block} then reject;`).join('\n  ')}
  ${pools.map(({ cidr }) => `if net ~ ${cidr} then accept;`).join('\n  ')}
  reject;
}

filter to_kernel${family} {
  if source != RTS_BGP && source != RTS_STATIC then reject;
  ${pools.map((pool) => kernelRule(pool, address)).join('\n  ')}
  accept;
}

protocol kernel kernel${family} {
  learn;
  metric 1024;
  scan time 10;
  merge paths on;
  ipv${family} { import all; export filter to_kernel${family}; };
}
`
}

function kernelRule({ cidr, ipip, vxlan }: CalicoPool, own: NodeAddress): string {
  if (vxlan !== 'Never') return `if net ~ ${cidr} then reject;`
  if (ipip === 'Never') return `if net ~ ${cidr} then accept;`
  const tunnel = 'ifname = "tunl0"; onlink = true; gw = bgp_next_hop;'
  const far = ipip === 'Always' ? '' : ` && !(bgp_next_hop ~ ${networkOf(own.address)})`
  return `if net ~ ${cidr} && source = RTS_BGP${far} then { ${tunnel} accept; }`
}

function session(peer: BgpPeering, own: NodeAddress, asNumber: number): string {
  const lines = [
    `local ${hostPart(own.address)} as ${asNumber};`,
    `neighbor ${peer.address} as ${peer.asNumber};`,
    peer.passive && 'passive;',
    peer.reflects !== undefined && `rr client; rr cluster id ${peer.reflects};`,
    peer.allowLocalAs > 0 && `allow local as ${peer.allowLocalAs};`,
  ].filter((line) => line !== false)
  const nextHop = { Auto: '', Self: ' next hop self;', Keep: ' next hop keep;' }[peer.nextHopMode]
  const isInternal = peer.asNumber === asNumber
  return `protocol bgp ${peer.name} from calico {
  ${lines.join('\n  ')}
  ipv${peer.family} { import all; export filter { to_peer${peer.family}(${isInternal}); };${nextHop} };
}`
}

// Any number will do that no other node has.
function routerId(own: CalicoNode): string {
  const address = addressOf(own, 4)
  if (address !== undefined) return hostPart(address.address)
  return [...createHash('sha1').update(own.name).digest().subarray(0, 4)].join('.')
}
