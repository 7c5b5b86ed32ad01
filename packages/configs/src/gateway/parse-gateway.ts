import type { Path } from '../document/path.ts'
import { formatPath } from '../document/path.ts'
import type { Position } from '../document/position.ts'
import { rememberOrigin } from '../document/position.ts'
import { createReview } from '../document/review.ts'
import type { Problem } from '../document/yaml.ts'
import { MAX_TEXT_LENGTH, tooLarge } from '../document/yaml.ts'
import type { Issue } from '../issue/issue.ts'
import { TopologyError } from '../issue/topology-error.ts'
import { checkGateway } from './check.ts'
import type { GatewayConfig } from './config.ts'
import type { Reading } from './reading.ts'
import { startReading } from './reading.ts'

/** What a router's configuration says, and what of it was left aside. */
export interface ParsedGateway {
  readonly gateway: GatewayConfig
  readonly notes: readonly Issue[]
}

/** Reads a configuration with the reader of its language, checks the gateway, and gives every mistake its place. */
export function parseGateway(
  source: string,
  file: string,
  read: (reading: Reading, problem: (problem: Problem) => void) => GatewayConfig,
): ParsedGateway {
  if (source.length > MAX_TEXT_LENGTH) {
    throw new TopologyError([{ file, line: 1, column: 1, path: '', message: tooLarge }])
  }
  const review = createReview(file)
  const { reading, findings } = startReading(review.refuseAt)
  const gateway = read(reading, ({ message, ...position }) => review.refuseAt(position, [], message))
  const positionOf = (path: Path): Position | undefined => nearest(findings.positions, path)
  const nameOf = (path: Path): Path => nearest(findings.names, path) ?? path
  const origin = { file, positionOf, positionInText: positionOf, nameOf }
  const checks = createReview(file, origin)
  checkGateway(gateway, checks.refuse)
  review.absorb(checks.issues, [])
  review.settle()
  rememberOrigin(gateway, origin)
  return { gateway, notes: findings.notes.map((note) => ({ file, ...note, path: formatPath(note.path) })) }
}

function nearest<T>(found: ReadonlyMap<string, T>, path: Path): T | undefined {
  for (let length = path.length; length > 0; length--) {
    const value = found.get(formatPath(path.slice(0, length)))
    if (value !== undefined) return value
  }
  return undefined
}
