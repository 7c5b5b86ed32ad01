import { settleGateway } from './check.ts'
import type { GatewayConfig } from './config.ts'

// VyOS migrates a configuration without this line as if it were from the first release.
const TRAILER = [
  '/* Warning: Do not remove the following line. */',
  '/* === vyatta-config-version: "config-management@1:conntrack@1:nat@4:system@10" === */',
  '/* Release version: 1.2.8 */',
]

/**
 * Renders a gateway as the `config.boot` of VyOS 1.2 (later releases migrate it).
 *
 * @throws {@link TopologyError} when the gateway holds an invalid name, address or rule.
 * @example
 * ```ts
 * renderVyosConfigBoot({ hostName: 'vyos', interfaces: [{ name: 'eth1', addresses: ['10.1.5.1/24'] }], sourceNat: [] })
 * ```
 * @see https://docs.vyos.io/en/latest/cli.html#configuration-overview
 */
export function renderVyosConfigBoot(gateway: GatewayConfig): string {
  settleGateway(gateway)
  const interfaces = gateway.interfaces.flatMap(({ name, addresses }) =>
    block(`ethernet ${name}`, [
      ...addresses.map((address) => `address ${address}`),
      'duplex auto',
      'smp-affinity auto',
      'speed auto',
    ]),
  )
  const rules = gateway.sourceNat.flatMap(({ rule, outboundInterface, sourceAddress, translation }) =>
    block(`rule ${rule}`, [
      `outbound-interface ${outboundInterface}`,
      ...block('source', [`address ${sourceAddress}`]),
      ...block('translation', [`address ${translation}`]),
    ]),
  )
  const lines = [
    ...block('interfaces', [...interfaces, ...block('loopback lo', [])]),
    ...(rules.length > 0 ? block('nat', block('source', rules)) : []),
    ...block('system', [`host-name ${gateway.hostName}`]),
    ...TRAILER,
  ]
  return `${lines.join('\n')}\n`
}

function block(name: string, lines: readonly string[]): readonly string[] {
  return [`${name} {`, ...lines.map((line) => `    ${line}`), '}']
}
