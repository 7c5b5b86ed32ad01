import type { ClabNode } from '../clab/topology.ts'
import type { GatewayConfig } from '../gateway/config.ts'
import { renderVyosConfigBoot } from '../gateway/render-vyos.ts'
import type { RackGateway } from './options.ts'
import type { GatewayPlan } from './plan-gateways.ts'

/** A gateway as a node of a topology, and the files that it binds, by path. */
export interface GatewayNode {
  readonly node: ClabNode
  readonly files: Readonly<Record<string, string>>
}

/** Renders a gateway for what it runs; what leaves the fabric's networks is masqueraded. */
export function gatewayNode(plan: GatewayPlan, kind: RackGateway, fabric: readonly string[]): GatewayNode {
  return kind === 'vyos' ? vyosNode(plan, fabric) : linuxNode(plan)
}

function vyosNode({ name, ports }: GatewayPlan, fabric: readonly string[]): GatewayNode {
  const path = `startup-conf/${name}-boot.cfg`
  const config: GatewayConfig = {
    hostName: 'vyos',
    interfaces: ports.map((port) => ({ name: port.name, addresses: port.addresses })),
    sourceNat: fabric.map((sourceAddress, index) => ({
      rule: 100 + index,
      outboundInterface: 'eth0',
      sourceAddress,
      translation: 'masquerade',
    })),
  }
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

function linuxNode({ ports, routes }: GatewayPlan): GatewayNode {
  return {
    node: {
      kind: 'linux',
      image: 'burlyluo/nettool',
      exec: [
        ...ports.flatMap(({ name, addresses }) => addresses.map((address) => `ip addr add ${address} dev ${name}`)),
        ...routes.map(({ destination, nextHop }) => `ip route replace ${destination} via ${nextHop}`),
      ],
    },
    files: {},
  }
}
