import { addressAt, type KindIpFamily, type ManagementNetwork } from '@underlay/configs'

/** The namespace that stands for everything beyond the lab: Docker's networks as kind and containerlab make them. */
export const outside = 'outside'

/** Docker's `kind` network: every node's eth0 is in it. */
export const kindNetwork = {
  bridge: 'br-kind',
  gateway: '172.18.0.1',
  prefixLength: 16,
  gateway6: 'fc00:f853:ccd:e793::1',
  prefixLength6: 64,
} as const

/** Where the nodes' default routes lead without a fabric; `gateway6` is empty where there is no IPv6. */
export interface DockerNetwork {
  readonly gateway: string
  readonly gateway6: string
}

/** containerlab's management network: the gateway's eth0 is in it. */
export const managementNetwork = {
  bridge: 'br-clab',
  gateway: '172.20.20.1',
  prefixLength: 24,
  gateway6: '3fff:172:20:20::1',
  prefixLength6: 64,
} as const

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

// Duplicate address detection would keep every address back for a second.
const ipv6RouterSysctls = [
  'sysctl net.ipv6.conf.all.disable_ipv6 0',
  'sysctl net.ipv6.conf.default.disable_ipv6 0',
  'sysctl net.ipv6.conf.all.forwarding 1',
  'sysctl net.ipv6.conf.default.accept_ra 0',
  'sysctl net.ipv6.conf.default.accept_dad 0',
] as const

/** The settings of a router in a cluster of these families. */
export function routerSysctlsOf(family: KindIpFamily): readonly string[] {
  return family === 'ipv4' ? routerSysctls : [...routerSysctls, ...ipv6RouterSysctls]
}

/** The settings of a node that forwards nothing. */
export function hostSysctlsOf(family: KindIpFamily): readonly string[] {
  return routerSysctlsOf(family).map((line) => line.replace(/(ip_forward|all\.forwarding) 1$/, '$1 0'))
}

/**
 * The same for a device that is there already: it has the settings of before. They go before it is up.
 *
 * @see https://docs.kernel.org/networking/ip-sysctl.html#proc-sys-net-ipv6-variables
 */
export function ipv6DeviceSysctls(device: string): readonly string[] {
  const name = device.replaceAll('.', '/')
  return [`sysctl net.ipv6.conf.${name}.accept_dad 0`, `sysctl net.ipv6.conf.${name}.accept_ra 0`]
}

/** A node's address in Docker's network, by its place in the kind config: 172.18.0.2, .3, … */
export function kindAddress(index: number): string {
  return `172.18.${Math.floor((index + 2) / 256)}.${(index + 2) % 256}`
}

/** A node's addresses in Docker's network of the cluster's families, IPv4 first. */
export function kindAddresses(family: KindIpFamily, index: number): readonly string[] {
  return ofFamily(
    family,
    kindAddress(index),
    addressAt(`${kindNetwork.gateway6}/${kindNetwork.prefixLength6}`, index + 2),
  )
}

/** The addresses by which a lab knows what is beyond it: of its management network. */
export function outsideAddresses(family: KindIpFamily, management?: ManagementNetwork): readonly string[] {
  const { ipv4, ipv6 } = management ?? {}
  return ofFamily(family, ipv4?.gateway ?? managementNetwork.gateway, ipv6?.gateway ?? managementNetwork.gateway6)
}

/** Of two addresses those of the cluster's families, IPv4 first; an empty one is none. */
export function ofFamily(family: KindIpFamily, ipv4: string, ipv6: string): readonly string[] {
  return { ipv4: [ipv4], ipv6: [ipv6], dual: [ipv4, ipv6] }[family].filter((address) => address !== '')
}
