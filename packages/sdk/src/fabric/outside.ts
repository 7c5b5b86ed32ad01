/** The namespace that stands for everything beyond the lab: Docker's networks as kind and containerlab make them. */
export const outside = 'outside'

/** Docker's `kind` network: every node's eth0 is in it. */
export const kindNetwork = { bridge: 'br-kind', gateway: '172.18.0.1', prefixLength: 16 } as const

/** containerlab's management network: the gateway's eth0 is in it. */
export const managementNetwork = { bridge: 'br-clab', gateway: '172.20.20.1', prefixLength: 24 } as const

/**
 * IPv4 settings that change what a packet does. A new namespace takes the machine's, so each is set.
 *
 * @see https://docs.kernel.org/networking/ip-sysctl.html
 */
export const routerSysctls = [
  'sysctl net.ipv4.ip_forward 1',
  'sysctl net.ipv4.conf.all.rp_filter 0',
  'sysctl net.ipv4.conf.default.rp_filter 0',
  'sysctl net.ipv4.conf.all.arp_ignore 0',
  'sysctl net.ipv4.conf.all.arp_announce 0',
  'sysctl net.ipv4.conf.all.send_redirects 1',
  'sysctl net.ipv4.ip_no_pmtu_disc 0',
] as const

/** The same for a node that forwards nothing. */
export const hostSysctls: readonly string[] = ['sysctl net.ipv4.ip_forward 0', ...routerSysctls.slice(1)]

/** A node's address in Docker's network, by its place in the kind config: 172.18.0.2, .3, … */
export function kindAddress(index: number): string {
  return `172.18.${Math.floor((index + 2) / 256)}.${(index + 2) % 256}`
}
