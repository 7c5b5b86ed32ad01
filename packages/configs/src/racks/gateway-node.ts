import { familyOf } from '../address/ip.ts'
import type { ClabNode } from '../clab/topology.ts'
import type { GatewayBgp, GatewayConfig } from '../gateway/config.ts'
import { renderFrrConf } from '../gateway/render-frr.ts'
import { renderVyosConfigBoot } from '../gateway/render-vyos.ts'
import type { GatewayPlan } from './plan-gateways.ts'
import type { RacksSettings } from './settings.ts'

/** A gateway as a node of a topology, and the files that it binds, by path. */
export interface GatewayNode {
  readonly node: ClabNode
  readonly files: Readonly<Record<string, string>>
}

/** Renders a gateway for what it runs. */
export function gatewayNode(
  plan: GatewayPlan,
  { gateway, fabric }: RacksSettings,
  { isAlone, bgp }: { readonly isAlone: boolean; readonly bgp: GatewayBgp | undefined },
): GatewayNode {
  const config: GatewayConfig = {
    // VyOS' own, as in the reference lab; several are told apart.
    hostName: gateway === 'vyos' && isAlone ? 'vyos' : plan.name,
    interfaces: plan.ports.map(({ name, addresses }) => ({ name, addresses })),
    sourceNat: gateway === 'vyos' ? masquerade(fabric) : [],
    ...(bgp ? { bgp } : plan.routes.length > 0 && { staticRoutes: plan.routes }),
  }
  switch (gateway) {
    case 'vyos':
      return vyosNode(plan.name, config)
    case 'frr':
      return frrNode(plan.name, config)
    case 'linux':
      return linuxNode(config)
  }
}

/** The line that gives an interface an address. */
export function addAddress(address: string, device: string): string {
  // Nobody else has it: IPv6 need not wait a second to find that out.
  return `ip addr add ${address} dev ${device}${familyOf(address) === 6 ? ' nodad' : ''}`
}

function masquerade(fabric: readonly string[]): GatewayConfig['sourceNat'] {
  return fabric
    .filter((network) => familyOf(network) === 4)
    .map((sourceAddress) => ({ rule: 100, outboundInterface: 'eth0', sourceAddress, translation: 'masquerade' }))
}

function vyosNode(name: string, config: GatewayConfig): GatewayNode {
  const path = `startup-conf/${name}-boot.cfg`
  return {
    node: {
      kind: 'linux',
      image: 'burlyluo/vyos:1.4.0',
      cmd: '/sbin/init',
      binds: ['/lib/modules:/lib/modules', `./${path}:/opt/vyatta/etc/config/config.boot`],
    },
    files: { [path]: renderVyosConfigBoot(config) },
  }
}

function frrNode(name: string, config: GatewayConfig): GatewayNode {
  const folder = `startup-conf/${name}`
  const daemons = ['zebra', 'staticd', 'bgpd'].map((daemon) => `${daemon}=yes`)
  return {
    node: {
      kind: 'linux',
      image: 'quay.io/frrouting/frr:10.2.1',
      binds: [`./${folder}/frr.conf:/etc/frr/frr.conf`, `./${folder}/daemons:/etc/frr/daemons`],
      sysctls: forwarding(config),
    },
    files: {
      [`${folder}/frr.conf`]: renderFrrConf(config),
      [`${folder}/daemons`]: `${daemons.join('\n')}\nvtysh_enable=yes\n`,
    },
  }
}

function linuxNode(config: GatewayConfig): GatewayNode {
  return {
    node: {
      kind: 'linux',
      image: 'burlyluo/nettool',
      sysctls: forwarding(config),
      exec: [
        ...config.interfaces.flatMap(({ name, addresses }) => addresses.map((address) => addAddress(address, name))),
        ...(config.staticRoutes ?? []).map(
          ({ destination, nextHop }) => `ip route replace ${destination} via ${nextHop}`,
        ),
      ],
    },
    files: {},
  }
}

function forwarding({ interfaces }: GatewayConfig): Readonly<Record<string, number>> {
  const isDual = interfaces.some(({ addresses }) => addresses.some((address) => familyOf(address) === 6))
  return { 'net.ipv4.ip_forward': 1, ...(isDual && { 'net.ipv6.conf.all.forwarding': 1 }) }
}
