import type { Review } from '../document/review.ts'
import { didYouMean } from '../issue/suggest.ts'
import { checkLinks } from './check-links.ts'
import { bridgeDevice, placeOf } from './node-place.ts'
import type { ReadLink } from './read-link.ts'
import { readLink } from './read-link.ts'
import type { ResolvedNode } from './resolve-node.ts'
import { resolveNode } from './resolve-node.ts'
import { lexCommand } from './split-command.ts'
import { interfaceNameFault } from '../address/names.ts'
import type { ClabLink, ClabTopology } from './topology.ts'

/** The parts of a topology that are sound, inheritance and link notations resolved. */
export interface Structure {
  /** False when links had to be left out: then a missing interface proves nothing. */
  readonly linksComplete: boolean
  readonly nodes: readonly ResolvedNode[]
  /** Which namespace each node's devices lie in. */
  readonly places: ReadonlyMap<string, string>
  readonly links: readonly ReadLink[]
}

const NODE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/

/** Checks what is wrong with a topology whatever engine reads it: names, links to nowhere, endpoints used twice, commands. */
export function checkStructure(review: Review, document: ClabTopology): Structure {
  const { topology } = document
  if (review.sound(['name']) && /__git(?:Branch|Hash)__/.test(document.name))
    review.refuse(['name'], 'has a variable that only containerlab replaces; write the name out')
  else if (review.sound(['name']) && !NODE_NAME.test(document.name))
    review.refuse(
      ['name'],
      `'${document.name}' is not a lab name; use letters, digits, '.', '_', '-', a letter or digit first`,
    )
  const inherited = ['defaults', 'kinds', 'groups'].every((key) => review.sound(['topology', key]))
  const names = new Set(Object.keys(topology.nodes))
  const nodes = [...names]
    .filter((name) => inherited && review.sound(['topology', 'nodes', name]))
    .map((name) => resolveNode(document, name))
  const places = new Map(nodes.map((node) => [node.name, placeOf(node, names)]))
  for (const node of nodes) checkNode(review, document, node, names)
  const written: readonly ClabLink[] = Array.isArray(topology.links) ? topology.links : []
  const links = written
    .map((link, index) => ({ link, index }))
    .filter(({ index }) => review.sound(['topology', 'links', index]))
    .map(({ link, index }) => readLink(link, index))
  const whole = checkLinks(review, links, { names, nodes, places })
  const linksComplete = review.sound(['topology', 'links']) && whole.length === written.length
  return { nodes, places, links: whole, linksComplete }
}

function checkNode(review: Review, { topology }: ClabTopology, node: ResolvedNode, names: ReadonlySet<string>): void {
  if (node.name.includes('|')) checkBridgeName(review, node, names)
  else if (!NODE_NAME.test(node.name))
    review.refuse(node.path, `'${node.name}' is not a node name; use letters, digits, '.', '_', '-'`, 'key')
  if (node.kind === '') review.refuse([...node.path, 'kind'], 'is required')
  const fault = node.kind === 'bridge' ? interfaceNameFault(bridgeDevice(node.name)) : undefined
  if (fault) review.refuse(node.path, `a bridge is an interface, and ${fault}`, 'key')
  const group = topology.nodes[node.name]?.group
  if (group !== undefined && topology.groups && !Object.hasOwn(topology.groups, group)) {
    review.refuse(
      [...node.path, 'group'],
      () => `'${group}' is no group of this topology${didYouMean(group, Object.keys(topology.groups ?? {}))}`,
    )
  }
  for (const { value, path } of node.exec) {
    const { argv, metacharacters, fault: open } = lexCommand(value)
    if (open) review.refuse(path, open)
    else if (argv.length === 0) review.refuse(path, 'is an empty command; remove it')
    else if (metacharacters.length > 0) {
      const found = [...new Set(metacharacters)].join(' ')
      review.refuse(path, `uses ${found}, but containerlab runs no shell; write several lines, or sh -c '…'`)
    }
  }
}

function checkBridgeName(review: Review, node: ResolvedNode, names: ReadonlySet<string>): void {
  const [device = '', owner = '', ...rest] = node.name.split('|')
  if (node.kind !== 'bridge' || rest.length > 0 || owner === '')
    return review.refuse(
      node.path,
      `'${node.name}' is not a node name; only bridges are written <bridge>|<node>`,
      'key',
    )
  const mode = node.networkMode?.value
  if (mode !== `container:${owner}`) {
    const fix = `give it network-mode: container:${owner}`
    review.refuse(node.path, `'${node.name}' is a bridge in the network of ${owner}; ${fix}`, 'key')
  } else if (!names.has(owner))
    review.refuse(node.path, () => `'${owner}' is no node of this topology${didYouMean(owner, names)}`, 'key')
  if (device === '') review.refuse(node.path, `'${node.name}' has no bridge before the '|'`, 'key')
}
