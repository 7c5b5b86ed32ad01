import type { SourceOptions } from '../document/parse.ts'
import { frrLines } from './frr-lines.ts'
import type { ParsedGateway } from './parse-gateway.ts'
import { parseGateway } from './parse-gateway.ts'
import { readFrr } from './read-frr.ts'

/**
 * Reads an `frr.conf`, FRR's integrated configuration: host name, interfaces, static routes and BGP; what changes no packet
 * becomes notes.
 *
 * What would change forwarding and is not modelled (route maps, other protocols, VRFs, peer groups) is refused. So is BGP
 * that would exchange nothing in FRR itself, because it lacks `no bgp ebgp-requires-policy` or an `activate`. An interface
 * `eth1.10` is VLAN 10 on eth1. FRR has no NAT, so `sourceNat` is empty.
 *
 * @throws {@link TopologyError} with every mistake at once, each with its line and column.
 * @example
 * ```ts
 * const text = 'hostname gw0\ninterface eth1\n ip address 10.1.5.1/24\nexit\nip route 10.99.0.0/16 10.1.5.9\n'
 * parseFrrConf(text, { file: 'frr.conf' }).gateway.staticRoutes // [{ destination: '10.99.0.0/16', nextHop: '10.1.5.9' }]
 * ```
 * @see https://docs.frrouting.org/en/stable-8.4/basic.html#integrated-configuration-file
 */
export function parseFrrConf(source: string, options: SourceOptions = {}): ParsedGateway {
  return parseGateway(source, options.file ?? 'frr.conf', (reading) => readFrr(frrLines(source), reading))
}
