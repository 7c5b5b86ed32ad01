import { interfaceNameFault } from '../address/names.ts'
import type { Review } from '../document/review.ts'
import { didYouMean } from '../issue/suggest.ts'
import type { ReadEndpoint, ReadLink } from './read-link.ts'
import { readLink } from './read-link.ts'
import type { ResolvedNode } from './resolve-node.ts'
import { resolveNode } from './resolve-node.ts'
import { lexCommand } from './split-command.ts'
import type { ClabLink, ClabTopology } from './topology.ts'

/** The parts of a topology that are sound, inheritance and link notations resolved. */
export interface Structure {
  /** False when links had to be left out: then a missing interface proves nothing. */
  readonly linksComplete: boolean
  readonly nodes: readonly ResolvedNode[]
  readonly links: readonly ReadLink[]
}

const NODE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/
const MAC = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i
/** Endpoints of containerlab's that are no nodes. */
export const SPECIAL_NODES: readonly string[] = ['host', 'mgmt-net', 'macvlan', 'dummy']

/** Checks what is wrong with a topology whatever engine reads it: names, links to nowhere, endpoints used twice, commands. */
export function checkStructure(review: Review, document: ClabTopology): Structure {
  const { topology } = document
  if (review.sound(['name']) && !NODE_NAME.test(document.name))
    review.refuse(['name'], `'${document.name}' is not a lab name`)
  const inherited = ['defaults', 'kinds', 'groups'].every((key) => review.sound(['topology', key]))
  const names = new Set(Object.keys(topology.nodes))
  const nodes = [...names]
    .filter((name) => inherited && review.sound(['topology', 'nodes', name]))
    .map((name) => resolveNode(document, name))
  for (const node of nodes) checkNode(review, document, node)
  const written: readonly ClabLink[] = Array.isArray(topology.links) ? topology.links : []
  const links = written
    .map((link, index) => ({ link, index }))
    .filter(({ index }) => review.sound(['topology', 'links', index]))
    .map(({ link, index }) => readLink(link, index))
  const bridges = new Set(nodes.filter(({ kind }) => kind === 'bridge').map(({ name }) => name))
  const owners = new Map<string, ReadEndpoint>()
  for (const link of links) {
    if (link.type === 'veth') checkLink(review, link, names, bridges, owners)
  }
  const whole = links.filter(
    (link) =>
      link.type === 'veth' && link.endpoints.every((end) => names.has(end.node) && !interfaceNameFault(end.interface)),
  )
  return { nodes, links, linksComplete: review.sound(['topology', 'links']) && whole.length === links.length }
}

function checkNode(review: Review, { topology }: ClabTopology, node: ResolvedNode): void {
  if (!NODE_NAME.test(node.name))
    review.refuse(node.path, `'${node.name}' is not a node name; use letters, digits, '.', '_', '-'`, 'key')
  if (node.kind === '') review.refuse([...node.path, 'kind'], 'is required')
  const fault = node.kind === 'bridge' ? interfaceNameFault(node.name) : undefined
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

function checkLink(
  review: Review,
  link: ReadLink,
  names: ReadonlySet<string>,
  bridges: ReadonlySet<string>,
  owners: Map<string, ReadEndpoint>,
): void {
  if (link.endpoints.length !== 2) {
    review.refuse([...link.path, 'endpoints'], `has ${link.endpoints.length} endpoints; a link has 2`)
  }
  for (const endpoint of link.endpoints) {
    const { node, interface: name, mac, path, fault } = endpoint
    if (fault) {
      review.refuse(path, fault)
      continue
    }
    if (!names.has(node) && !SPECIAL_NODES.includes(node)) {
      review.refuse(path, () => `'${node}' is no node of this topology${didYouMean(node, names)}`)
    }
    const nameFault = interfaceNameFault(name)
    if (nameFault) review.refuse(path, nameFault)
    if (mac !== undefined && !MAC.test(mac))
      review.refuse(path, `'${mac}' is not a MAC address such as 02:42:0a:01:05:0a`)
    // Bridges lie in one namespace: their ports share it.
    const key = bridges.has(node) ? `bridge ${name}` : `${node}:${name}`
    const owner = owners.get(key)
    if (owner?.node === node)
      review.refuse(path, `${node}:${name} is an endpoint of another link already; choose another interface`)
    else if (owner)
      review.refuse(
        path,
        `${node}:${name}: ${owner.node} has a port of this name too, and bridges share a namespace; choose another`,
      )
    else owners.set(key, endpoint)
  }
}
