import { networkOf } from '@underlay/configs'
import type { CalicoRecord } from '../record.ts'

/** BGP timers: BIRD's own, or short ones that make a lab converge in a second. */
export type BgpTimers = 'lab' | 'default'

const labTimers = ['connect delay time 1;', 'connect retry time 1;', 'error wait time 1, 2;']

/**
 * BIRD's configuration for one node of a full iBGP mesh, with Calico's rule in the filter to the kernel: direct when
 * the node's own CIDR contains the next hop, else through `tunl0`.
 *
 * @see https://github.com/projectcalico/calico/blob/v3.32.1/confd/etc/calico/confd/templates/bird_ipam.cfg.template
 */
export function birdConfig(calico: CalicoRecord, nodeName: string, timers: BgpTimers = 'lab'): string {
  const own = calico.nodes[nodeName]
  if (own === undefined) throw new TypeError(`no node ${nodeName}`)
  const address = host(own.address)
  const peers = Object.entries(calico.nodes).filter(([name]) => name !== nodeName)
  const { asNumber, ipip } = calico.settings
  return `router id ${address};
log "/run/bird/${nodeName}.log" { warning, error, fatal, bug };

protocol device { scan time 10; }
protocol direct { ipv4; interface "-cali*", "-tunl*", "*"; }

protocol static own_block { ipv4; route ${own.block} blackhole; }

filter to_kernel {
  if source = RTS_STATIC then accept;
  if source != RTS_BGP then reject;
${nextHopRule(ipip, own)}
  accept;
}

protocol kernel {
  learn;
  metric 1024;
  scan time 10;
  ipv4 { import all; export filter to_kernel; };
}

template bgp mesh {
  local ${address} as ${asNumber};
  multihop;
  ${timers === 'lab' ? labTimers.join('\n  ') : ''}
  ipv4 { import all; export where source = RTS_STATIC; next hop self; };
}
${peers.map(([name, peer]) => session(name, own.address, peer.address, asNumber)).join('\n')}
`
}

function nextHopRule(mode: string, own: { readonly interface: string; readonly address: string }): string {
  const tunnel = 'ifname = "tunl0"; onlink = true; gw = bgp_next_hop;'
  if (mode === 'Always') return `  ${tunnel}`
  const direct = `if bgp_next_hop ~ ${networkOf(own.address)} then { ifname = "${own.interface}"; gw = bgp_next_hop; }`
  return mode === 'CrossSubnet' ? `  ${direct} else { ${tunnel} }` : `  ${direct}`
}

// Of two nodes one connects and the other waits, as in Calico's mesh: two connections at a time would cost seconds.
function session(name: string, own: string, peer: string, asNumber: number): string {
  const waits = ordinal(own) > ordinal(peer) ? ' passive;' : ''
  return `protocol bgp ${symbol(name)} from mesh { neighbor ${host(peer)} as ${asNumber};${waits} }`
}

function ordinal(address: string): number {
  return host(address)
    .split('.')
    .reduce((sum, part) => sum * 256 + Number(part), 0)
}

/** The name of a BGP session in BIRD, as Calico writes it: `Mesh_worker2`. */
function symbol(name: string): string {
  return `Mesh_${name.replaceAll(/[^A-Za-z0-9]/g, '_')}`
}

function host(address: string): string {
  return address.split('/')[0] ?? address
}
