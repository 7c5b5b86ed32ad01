import type { CalicoRecord } from '../record.ts'
import { addressOf, hostPart, poolsOf, type Family } from './node.ts'
import { calicoVxlan, vxlanDevice } from './vxlan.ts'

/**
 * Felix's rules, as an nftables document: tunnel packets come in from the cluster's nodes only, a pod's packets whose source is not
 * the pod's are dropped (strict reverse path), what goes from a pool to outside of all pools is masqueraded, and so is what a node sends into a tunnel
 * with another of its addresses. Empty for a family without pools.
 *
 * @see https://github.com/projectcalico/calico/blob/v3.32.1/felix/rules/static.go
 * @see https://github.com/projectcalico/calico/blob/v3.32.1/felix/rules/nat.go
 */
export function calicoRules(calico: CalicoRecord, family: Family): string {
  const pools = poolsOf(calico, family)
  if (pools.length === 0) return ''
  const { table, ip, type } = words[family]
  const hosts = Object.values(calico.nodes).flatMap((node) => {
    const own = addressOf(node, family)
    return own === undefined ? [] : [hostPart(own.address)]
  })
  const masqueraded = pools.filter(({ natOutgoing }) => natOutgoing).map(({ cidr }) => cidr)
  const ipip = pools.some((pool) => pool.ipip !== 'Never')
  const vxlan = pools.some((pool) => pool.vxlan !== 'Never')
  const tunnels = [...(ipip ? ['tunl0'] : []), ...(vxlan ? [vxlanDevice(family)] : [])]
  const exceptHosts =
    calico.settings.natOutgoingExclusions === 'IPPoolsAndHostIPs' ? ` ${ip} daddr != @all-hosts-net` : ''
  const port = calicoVxlan.port
  return `table ${table} calico {
  ${set('all-hosts-net', type, hosts)}
  ${set(
    'all-ipam-pools',
    type,
    pools.map(({ cidr }) => cidr),
    'flags interval; ',
  )}
  ${set('masq-ipam-pools', type, masqueraded, 'flags interval; ')}
  chain cali-INPUT {
    type filter hook input priority filter; policy accept;
    ${ipip ? 'ip protocol 4 ip saddr != @all-hosts-net counter drop' : ''}
    ${vxlan ? `udp dport ${port} fib daddr type local ${ip} saddr != @all-hosts-net counter drop` : ''}
  }
  chain cali-PREROUTING {
    type filter hook prerouting priority raw; policy accept;
    ${vxlan ? `udp dport ${port} notrack` : ''}
    iifname "cali*" fib saddr . iif oif missing counter drop
  }
  chain cali-OUTPUT {
    type filter hook output priority raw; policy accept;
    ${vxlan ? `udp dport ${port} notrack` : ''}
  }
  chain cali-POSTROUTING {
    type nat hook postrouting priority srcnat; policy accept;
    ${masqueraded.length > 0 ? `${ip} saddr @masq-ipam-pools ${ip} daddr != @all-ipam-pools${exceptHosts} masquerade` : ''}
    ${tunnels.map((name) => `oifname "${name}" fib saddr . oif type != local fib saddr type local masquerade`).join('\n    ')}
  }
}`
}

const words = {
  4: { table: 'ip', ip: 'ip', type: 'ipv4_addr' },
  6: { table: 'ip6', ip: 'ip6', type: 'ipv6_addr' },
} as const

function set(name: string, type: string, elements: readonly string[], flags = ''): string {
  const listed = elements.length === 0 ? '' : `elements = { ${elements.join(', ')} }; `
  return `set ${name} { type ${type}; ${flags}${listed}}`
}
