import type { Issue } from '../issue/issue.ts'
import { TopologyError } from '../issue/topology-error.ts'
import type { SourceOptions } from '../document/parse.ts'
import type { Path } from '../document/path.ts'
import { formatPath } from '../document/path.ts'
import type { Position } from '../document/position.ts'
import { rememberOrigin } from '../document/position.ts'
import { createReview } from '../document/review.ts'
import { MAX_TEXT_LENGTH } from '../document/yaml.ts'
import { checkGateway } from './check.ts'
import type { GatewayConfig } from './config.ts'
import { readTree } from './config-boot-tree.ts'
import { readGateway } from './read-gateway.ts'

/** What a `config.boot` says, and what of it was left aside. */
export interface ParsedGateway {
  readonly gateway: GatewayConfig
  readonly notes: readonly Issue[]
}

/**
 * Reads a VyOS (or Vyatta) `config.boot`: interfaces, source NAT and host name; the rest becomes notes.
 *
 * What would change forwarding and is not modelled (firewall, routing protocols, other NAT) is refused, not left aside.
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
  const file = options.file ?? 'config.boot'
  if (source.length > MAX_TEXT_LENGTH) {
    throw new TopologyError([
      { file, line: 1, column: 1, path: '', message: `is larger than ${MAX_TEXT_LENGTH} characters` },
    ])
  }
  const { statements, problems } = readTree(source)
  const review = createReview(file)
  for (const { message, ...position } of problems) review.refuseAt(position, [], message)
  const { gateway, positions, names, notes } = readGateway(statements, review.refuseAt)
  const positionOf = (path: Path): Position | undefined => nearest(positions, path)
  const origin = { file, positionOf, positionInText: positionOf, nameOf: (path: Path) => nearest(names, path) ?? path }
  const checks = createReview(file, origin)
  checkGateway(gateway, checks.refuse)
  review.absorb(checks.issues, [])
  review.settle()
  rememberOrigin(gateway, origin)
  return { gateway, notes: notes.map((note) => ({ file, ...note, path: formatPath(note.path) })) }
}

function nearest<T>(found: ReadonlyMap<string, T>, path: Path): T | undefined {
  for (let length = path.length; length > 0; length--) {
    const value = found.get(formatPath(path.slice(0, length)))
    if (value !== undefined) return value
  }
  return undefined
}
