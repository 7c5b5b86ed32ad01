import {
  networkOf,
  renderFrrConfigs,
  renderLinuxGateway,
  type GatewayConfig,
  type GatewayKind,
} from '@underlay/configs'
import { ipv6DeviceSysctls, routerSysctlsOf } from '../fabric/outside.ts'
import { planBird } from './plan-bird.ts'
import { planFrr } from './plan-frr.ts'

/** A gateway as a fabric has it. */
export interface PlannedGateway {
  readonly name: string
  readonly kind: GatewayKind
  readonly gateway: GatewayConfig
  /** What its links and `exec` lines give it, and need not be added. */
  readonly addresses?: readonly { readonly interface: string; readonly address: string }[]
}

/** What makes a namespace the gateway, in four steps. */
export interface GatewayPlan {
  /** The namespace. */
  readonly name: string
  /** For `apply.pl`, before the links are up: forwarding, no wait for IPv6 addresses. */
  readonly settings: readonly string[]
  /** For `apply.pl`, before the `exec` lines: addresses, source NAT. */
  readonly instructions: readonly string[]
  /** For `apply.pl`, after them: a next hop must be known before a route by it. */
  readonly routes: readonly string[]
  /** For `start-daemons.pl`, after that; empty when the kernel does everything. */
  readonly daemons: readonly string[]
  /** Networks that daemons bring routes to: those of other gateways by BGP, and FRR's written routes. */
  readonly awaited: readonly string[]
}

/** What finds a gateway's routes. */
export type Router = 'kernel' | 'frr' | 'bird'

/**
 * What finds the routes of a gateway: FRR is run for an `frr` gateway, and for the BGP of a `vyos` one, whose own daemons
 * are FRR's; a `linux` gateway runs BIRD where there is BGP.
 */
export function routerOf({ kind, gateway }: Pick<PlannedGateway, 'kind' | 'gateway'>): Router {
  if (kind === 'frr') return 'frr'
  if (gateway.bgp === undefined) return 'kernel'
  return kind === 'vyos' ? 'frr' : 'bird'
}

/**
 * The plan of a gateway, whatever software it is said to run: the same forwarding, source NAT, routes and BGP.
 *
 * `devices` are those that the namespace has already, `awaited` what {@link awaitedRoutes} says of it.
 *
 * @throws TopologyError when the gateway holds an invalid name, address, rule, route or neighbour.
 */
export function planGateway(
  entry: PlannedGateway,
  {
    devices = new Set(),
    awaited = [],
  }: { readonly devices?: ReadonlySet<string>; readonly awaited?: readonly string[] } = {},
): GatewayPlan {
  const { name, gateway, addresses = [] } = entry
  const router = routerOf(entry)
  const rendered = renderLinuxGateway(gateway)
  const isDual = rendered.sysctls.some(([key]) => key.startsWith('net.ipv6.'))
  const isDevice = (device: { readonly name: string }): boolean => devices.has(device.name)
  const given = new Set(addresses.map(({ interface: device, address }) => `addr replace ${address} dev ${device}`))
  const isGiven = (line: string): boolean => given.has(line.replace(/ nodad$/, ''))
  const routes = rendered.ipBatch.filter(isRoute).filter((line) => router !== 'frr' || isDefault(line))
  return {
    name,
    settings: [
      ...(isDual ? routerSysctlsOf('dual') : []),
      ...(isDual ? gateway.interfaces.filter(isDevice).flatMap((device) => ipv6DeviceSysctls(device.name)) : []),
      ...rendered.sysctls.map(([key, value]) => `sysctl ${key} ${value}`),
    ],
    instructions: [
      ...rendered.links.filter(({ device }) => !devices.has(device)).map(({ ip }) => `ip ${ip}`),
      ...rendered.ipBatch.filter((line) => !isRoute(line) && !isGiven(line)).map((line) => `ip ${line}`),
      ...rendered.nftables
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => `nft ${line}`),
    ],
    routes: routes.map((line) => `ip ${line}`),
    daemons: daemons(),
    awaited: [...new Set([...awaited, ...(router === 'frr' ? writtenRoutes(gateway) : [])])],
  }

  function daemons(): readonly string[] {
    if (router === 'frr') return planFrr(name, renderFrrConfigs(gateway))
    return router === 'bird' ? planBird(name, rendered.birdConf ?? '') : []
  }
}

// staticd hands them to zebra when it has started, and zebra to the kernel.
function writtenRoutes({ staticRoutes = [] }: GatewayConfig): readonly string[] {
  return staticRoutes.map(({ destination }) => networkOf(destination)).filter((network) => !network.endsWith('/0'))
}

function isRoute(line: string): boolean {
  return line.startsWith('route ')
}

// The kernel has one by the management network, and prefers it to any of FRR's: it is replaced.
function isDefault(line: string): boolean {
  return /^route replace (?:0\.0\.0\.0|::)\/0 /.test(line)
}
