import type { Path } from '../document/path.ts'
import type { ClabNode, ClabTopology } from './topology.ts'

/** A list entry with the path where it was written, which for inherited entries is not the node's own. */
export interface Written {
  readonly value: string
  readonly path: Path
}

/** A node with everything that it inherits: scalars from the nearest, `exec` and `binds` from all. */
export interface ResolvedNode {
  readonly name: string
  readonly path: Path
  readonly kind: string
  /** Empty when there is none. */
  readonly image: string
  readonly networkMode: Written | undefined
  readonly exec: readonly Written[]
  readonly binds: readonly Written[]
  /** Kernel settings by name. */
  readonly sysctls: ReadonlyMap<string, Written>
  /** Every key that the node has, its own or inherited, with the place where it stands. */
  readonly keys: readonly Written[]
}

interface Layer {
  readonly node: ClabNode
  readonly path: Path
}

/**
 * Resolves a node as containerlab does: its own keys, then its group's, its kind's, the defaults'.
 *
 * @see https://containerlab.dev/manual/topo-def-file/#defaults
 */
export function resolveNode({ topology }: ClabTopology, name: string): ResolvedNode {
  const own = topology.nodes[name] ?? {}
  const path = ['topology', 'nodes', name]
  const kindName = own.kind ?? entry(topology.groups, own.group)?.kind ?? topology.defaults?.kind
  const groupName = own.group ?? entry(topology.kinds, kindName)?.group ?? topology.defaults?.group
  const layers: readonly Layer[] = [
    { node: topology.defaults ?? {}, path: ['topology', 'defaults'] },
    { node: entry(topology.kinds, kindName) ?? {}, path: ['topology', 'kinds', kindName ?? ''] },
    { node: entry(topology.groups, groupName) ?? {}, path: ['topology', 'groups', groupName ?? ''] },
    { node: own, path },
  ]
  const collect = (key: 'exec' | 'binds'): readonly Written[] =>
    layers.flatMap((layer) => (layer.node[key] ?? []).map((value, i) => ({ value, path: [...layer.path, key, i] })))
  const mode = layers.findLast(({ node }) => node['network-mode'] !== undefined)
  return {
    name,
    path,
    kind: kindName ?? '',
    image: layers.findLast(({ node }) => node.image !== undefined)?.node.image ?? '',
    networkMode: mode && { value: mode.node['network-mode'] ?? '', path: [...mode.path, 'network-mode'] },
    exec: collect('exec'),
    binds: collect('binds'),
    sysctls: collectMap(layers, 'sysctls'),
    keys: layers.flatMap((layer) => Object.keys(layer.node).map((value) => ({ value, path: [...layer.path, value] }))),
  }
}

function collectMap(layers: readonly Layer[], key: 'sysctls'): ReadonlyMap<string, Written> {
  return new Map(
    layers.flatMap((layer) =>
      Object.entries(layer.node[key] ?? {}).map(([name, value]) => [
        name,
        { value: String(value), path: [...layer.path, key, name] },
      ]),
    ),
  )
}

function entry(table: Readonly<Record<string, ClabNode>> | undefined, key: string | undefined): ClabNode | undefined {
  return table && key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined
}
