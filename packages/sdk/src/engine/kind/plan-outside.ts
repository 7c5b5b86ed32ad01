import type { KindIpFamily } from '@underlay/configs'
import { managementNetwork, outside, routerSysctlsOf } from '../../fabric/outside.ts'
import { replaceTable, type Plan } from '../../plan/plan.ts'

/**
 * The plan of what stands for everything beyond the lab: the helper's own namespace, which Docker's network of the nodes
 * reaches by eth0. The gateways' management network hangs on it, and leaves by it with its address.
 */
export function planOutside(family: KindIpFamily): Plan {
  const { bridge, gateway, prefixLength, gateway6, prefixLength6 } = managementNetwork
  return {
    namespace: outside,
    instructions: [
      ...routerSysctlsOf(family),
      `ip link add ${bridge} type bridge`,
      `ip addr replace ${gateway}/${prefixLength} dev ${bridge}`,
      ...(family === 'ipv4' ? [] : [`ip addr replace ${gateway6}/${prefixLength6} dev ${bridge} nodad`]),
      `ip link set ${bridge} up`,
      ...replaceTable(
        'underlay',
        [
          'table ip underlay {',
          'chain postrouting {',
          'type nat hook postrouting priority srcnat; policy accept;',
          'oifname "eth0" masquerade',
          '}',
          '}',
        ].join('\n'),
      ),
    ],
  }
}
