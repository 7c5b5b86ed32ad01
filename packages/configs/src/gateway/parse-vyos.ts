import type { SourceOptions } from '../document/parse.ts'
import { readTree } from './config-boot-tree.ts'
import type { ParsedGateway } from './parse-gateway.ts'
import { parseGateway } from './parse-gateway.ts'
import { readGateway } from './read-gateway.ts'

/**
 * Reads a VyOS (or Vyatta) `config.boot`: interfaces, source NAT, static routes, BGP and host name; the rest becomes notes.
 *
 * What would change forwarding and is not modelled (firewall, policies, other routing protocols, other NAT) is refused, not
 * left aside. BGP is read in the notations of VyOS 1.2 (`bgp 65000 { … }`), 1.3 (`local-as`) and 1.4 (`system-as`).
 *
 * @throws {@link TopologyError} with every mistake at once, each with its line and column.
 * @example
 * ```ts
 * const text = 'interfaces {\n    ethernet eth1 {\n        address 10.1.5.1/24\n    }\n}\n'
 * parseVyosConfigBoot(text, { file: 'gw0-boot.cfg' }).gateway.interfaces // [{ name: 'eth1', addresses: ['10.1.5.1/24'] }]
 * ```
 * @see https://docs.vyos.io/en/latest/cli.html#configuration-overview
 */
export function parseVyosConfigBoot(source: string, options: SourceOptions = {}): ParsedGateway {
  return parseGateway(source, options.file ?? 'config.boot', (reading, problem) => {
    const { statements, problems } = readTree(source)
    problems.forEach(problem)
    return readGateway(statements, reading)
  })
}
