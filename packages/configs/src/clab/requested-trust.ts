import type { Path } from '../document/path.ts'
import { originOf } from '../document/position.ts'
import { reviewOf, type Review } from '../document/review.ts'
import type { Issue } from '../issue/issue.ts'
import { normalisePath, readBind } from './bind.ts'
import type { ClabNode, ClabStage, ClabTopology } from './topology.ts'

/**
 * What a topology that was parsed from a text asks for beyond a network of its own: programs that it starts, files of the
 * machine, and links to the machine. Empty for a topology that was built in code.
 *
 * @param files texts that stand for bound files, by their path in the topology; reading those asks for nothing.
 * @example
 * ```ts
 * const topology = parseClabTopology('name: lab\ntopology:\n  nodes:\n    h1:\n      kind: linux\n      exec: [reboot]\n')
 * requestedTrust(topology).map(({ path, line }) => `${path} in line ${line}`) // ['topology.nodes.h1.exec[0] in line 6']
 * ```
 */
export function requestedTrust(topology: ClabTopology, files: Readonly<Record<string, string>> = {}): readonly Issue[] {
  if (originOf(topology) === undefined) return []
  const review = reviewOf(topology, 'topology')
  const given = new Set(Object.keys(files).map(normalisePath))
  const { defaults, kinds = {}, groups = {}, nodes, links = [] } = topology.topology
  if (defaults !== undefined) reviewNode(review, defaults, ['topology', 'defaults'], given)
  for (const [section, all] of Object.entries({ kinds, groups, nodes })) {
    for (const [name, node] of Object.entries(all)) reviewNode(review, node ?? {}, ['topology', section, name], given)
  }
  for (const [index, link] of links.entries()) reviewLink(review, link, ['topology', 'links', index])
  return review.issues
}

function reviewNode(review: Review, node: ClabNode, path: Path, given: ReadonlySet<string>): void {
  for (const [index, line] of (node.exec ?? []).entries()) review.refuse([...path, 'exec', index], `runs ${line}`)
  for (const [index, bind] of (node.binds ?? []).entries()) {
    if (!given.has(readBind(bind).source)) review.refuse([...path, 'binds', index], `binds ${bind}`)
  }
  for (const [name, stage] of Object.entries(node.stages ?? {})) {
    if (hasCommands(stage)) review.refuse([...path, 'stages', name, 'exec'], 'runs commands')
  }
  const test = node.healthcheck?.test
  if (test !== undefined) review.refuse([...path, 'healthcheck', 'test'], `runs ${test.join(' ')}`)
}

function hasCommands(stage: ClabStage | undefined): boolean {
  return stage?.exec !== undefined && Object.values(stage.exec).some((command) => command !== undefined)
}

const machineSide = ['host', 'macvlan']

function reviewLink(
  review: Review,
  link: { readonly type?: string; readonly endpoints?: readonly unknown[] },
  path: Path,
): void {
  if (link.type !== undefined && machineSide.includes(link.type)) {
    review.refuse([...path, 'type'], `is a link to the machine: ${link.type}`)
    return
  }
  for (const [index, endpoint] of (link.endpoints ?? []).entries()) {
    const node = typeof endpoint === 'string' ? endpoint.split(':')[0] : undefined
    if (node !== undefined && machineSide.includes(node)) {
      review.refuse([...path, 'endpoints', index], `is a link to the machine: ${String(endpoint)}`)
    }
  }
}
