import { familyOf } from '../address/ip.ts'
import type { GatewayBgp, GatewayNeighbor } from './config.ts'

// BIRD's own would make a session take five seconds.
const TIMERS = ['connect delay time 1;', 'connect retry time 1;', 'error wait time 1, 2;']
const FAMILIES = [4, 6] as const

/**
 * The configuration of BIRD 2 that does what FRR does by default: every route is taken and passed on, paths that are equal
 * are all used, the gateway's networks are announced without being routed. The gateway was checked before.
 *
 * @see https://bird.network.cz/?get_doc&v=20&f=bird-6.html#ss6.3
 */
export function birdConf(bgp: GatewayBgp): string {
  const families = FAMILIES.filter((family) =>
    [...bgp.networks, ...bgp.neighbors.map(({ address }) => address)].some((one) => familyOf(one) === family),
  )
  const networksOf = (family: 4 | 6): readonly string[] => bgp.networks.filter((one) => familyOf(one) === family)
  const lines = [
    ...(bgp.routerId === undefined ? [] : [`router id ${bgp.routerId};`]),
    'protocol device { scan time 10; }',
    `protocol direct { ${families.map((family) => `ipv${family};`).join(' ')} }`,
    ...families.flatMap((family) => familyLines(family, networksOf(family))),
    ...bgp.neighbors.flatMap((neighbor, index) => neighborLines(neighbor, index, bgp, networksOf)),
  ]
  return `${lines.join('\n')}\n`
}

function familyLines(family: 4 | 6, networks: readonly string[]): readonly string[] {
  return [
    ...(networks.length > 0
      ? [
          `protocol static own${family} {`,
          `  ipv${family};`,
          ...networks.map((network) => `  route ${network} blackhole;`),
          '}',
        ]
      : []),
    `protocol kernel kernel${family} {`,
    // Next hops are found by static routes, too, and those are the kernel's.
    '  learn;',
    '  metric 20;',
    '  merge paths on;',
    '  scan time 10;',
    `  ipv${family} { import all; export where source = RTS_BGP; };`,
    '}',
  ]
}

function neighborLines(
  neighbor: GatewayNeighbor,
  index: number,
  bgp: GatewayBgp,
  networksOf: (family: 4 | 6) => readonly string[],
): readonly string[] {
  const family = familyOf(neighbor.address)
  const networks = networksOf(family)
  const own = networks.length > 0 ? ` || net ~ [ ${networks.join(', ')} ]` : ''
  return [
    `protocol bgp neighbor${index + 1} {`,
    ...(neighbor.description === undefined ? [] : [`  description "${neighbor.description}";`]),
    `  local as ${bgp.asNumber};`,
    `  neighbor ${neighbor.address} as ${neighbor.remoteAs};`,
    ...(neighbor.passive ? ['  passive;'] : []),
    ...(neighbor.routeReflectorClient ? ['  rr client;'] : []),
    ...TIMERS.map((timer) => `  ${timer}`),
    `  ipv${family} { import all; export where source = RTS_BGP${own}; };`,
    '}',
  ]
}
