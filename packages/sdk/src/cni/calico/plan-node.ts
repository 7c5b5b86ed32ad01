import { blockAddress } from '@underlay/configs'
import { replaceTable, type Plan } from '../../plan/plan.ts'
import type { CalicoRecord } from '../record.ts'

/**
 * What Felix programs on a node: the tunnel device, the rules, NAT for traffic that leaves the pools.
 *
 * @param moved the node has another block than before, and with it another tunnel address.
 */
export function planCalicoNode(calico: CalicoRecord, nodeName: string, moved = false): Plan {
  const own = calico.nodes[nodeName]
  if (own === undefined) throw new TypeError(`no node ${nodeName}`)
  const tunnel =
    calico.settings.ipip === 'Never'
      ? ['ip addr flush dev tunl0', 'ip link set tunl0 down']
      : [
          `ip link set tunl0 mtu ${calico.tunnelMtuBytes} up`,
          ...(moved ? ['ip addr flush dev tunl0'] : []),
          `ip addr replace ${blockAddress(own.block, 0)}/32 dev tunl0`,
        ]
  return { namespace: nodeName, instructions: [...tunnel, ...replaceTable('calico', rules(calico))] }
}

// Felix lets IPIP in only from the cluster's nodes, drops pod packets whose source is not the pod's (strict reverse
// path), and masquerades what goes from a pool to outside of all pools.
function rules({ settings, nodes }: CalicoRecord): string {
  const hosts = Object.values(nodes).map(({ address }) => address.split('/')[0])
  const masquerade = settings.natOutgoing ? `    ip saddr ${settings.cidr} ip daddr != ${settings.cidr} masquerade` : ''
  return `table ip calico {
  set all-hosts-net { type ipv4_addr; elements = { ${hosts.join(', ')} }; }
  chain cali-INPUT {
    type filter hook input priority filter; policy accept;
    ip protocol 4 ip saddr != @all-hosts-net counter drop
  }
  chain cali-rpf-skip {
    type filter hook prerouting priority raw; policy accept;
    iifname "cali*" fib saddr . iif oif missing counter drop
  }
  chain cali-nat-outgoing {
    type nat hook postrouting priority srcnat; policy accept;
${masquerade}
  }
}`
}
