import type { Path } from '../document/path.ts'
import { isMapping } from '../document/shape.ts'
import type { ClabNode, ClabTopology } from './topology.ts'

/** A text with the path where it was written, which for inherited ones is not the node's own. */
export interface Written {
  readonly value: string
  readonly path: Path
}

/** A node with everything that it inherits: scalars from the nearest, lists and mappings from all. */
export interface ResolvedNode {
  readonly name: string
  /** The lab's name. */
  readonly lab: string
  readonly path: Path
  readonly kind: string
  /** Empty when there is none. */
  readonly image: string
  readonly networkMode: Written | undefined
  readonly startupConfig: Written | undefined
  readonly exec: readonly Written[]
  readonly binds: readonly Written[]
  /** Kernel settings by name. */
  readonly sysctls: ReadonlyMap<string, Written>
  readonly labels: ReadonlyMap<string, Written>
  /** The environment of its commands. */
  readonly env: ReadonlyMap<string, Written>
  /** The node's own addresses in the management network; nothing is inherited. */
  readonly management: { readonly ipv4?: Written; readonly ipv6?: Written }
  /** Where its stages are written, the least specific first. */
  readonly layers: readonly NodeLayer[]
  /** Every key that the node has, its own or inherited, with the place where it stands. */
  readonly keys: readonly Written[]
}

/** A place that a node takes keys from. */
export interface NodeLayer {
  readonly node: ClabNode
  readonly path: Path
}

/**
 * Resolves a node as containerlab does: its own keys, then its group's, its kind's, the defaults'. Its variables
 * (`__clabNodeName__`) are replaced in commands and paths.
 *
 * @see https://containerlab.dev/manual/topo-def-file/#defaults
 */
export function resolveNode({ name: lab, topology }: ClabTopology, name: string): ResolvedNode {
  const own = topology.nodes[name] ?? {}
  const path = ['topology', 'nodes', name]
  const kindName = own.kind ?? entry(topology.groups, own.group)?.kind ?? topology.defaults?.kind
  const groupName = own.group ?? entry(topology.kinds, kindName)?.group ?? topology.defaults?.group
  const layers: readonly NodeLayer[] = [
    { node: topology.defaults ?? {}, path: ['topology', 'defaults'] },
    { node: entry(topology.kinds, kindName) ?? {}, path: ['topology', 'kinds', kindName ?? ''] },
    { node: entry(topology.groups, groupName) ?? {}, path: ['topology', 'groups', groupName ?? ''] },
    { node: own, path },
  ]
  const replaced = (value: string): string => withVariables(value, { lab, name })
  const collect = (key: 'exec' | 'binds'): readonly Written[] =>
    layers.flatMap((layer) =>
      (layer.node[key] ?? []).map((value, i) => ({ value: replaced(value), path: [...layer.path, key, i] })),
    )
  const nearest = (key: 'network-mode' | 'startup-config' | 'image'): Written | undefined => {
    const layer = layers.findLast(({ node }) => node[key] !== undefined)
    return layer && { value: replaced(layer.node[key] ?? ''), path: [...layer.path, key] }
  }
  const managed = (key: 'mgmt-ipv4' | 'mgmt-ipv6'): Written | undefined => {
    const value = own[key]
    return value === undefined ? undefined : { value, path: [...path, key] }
  }
  const [ipv4, ipv6] = [managed('mgmt-ipv4'), managed('mgmt-ipv6')]
  return {
    name,
    lab,
    path,
    kind: kindName ?? '',
    image: nearest('image')?.value ?? '',
    networkMode: nearest('network-mode'),
    startupConfig: nearest('startup-config'),
    exec: collect('exec'),
    binds: collect('binds'),
    sysctls: collectMap(layers, 'sysctls'),
    labels: collectMap(layers, 'labels'),
    env: collectMap(layers, 'env'),
    management: { ...(ipv4 && { ipv4 }), ...(ipv6 && { ipv6 }) },
    layers,
    keys: layers.flatMap((layer) =>
      Object.entries(layer.node).flatMap(([value, held]) =>
        held === undefined ? [] : [{ value, path: [...layer.path, value] }],
      ),
    ),
  }
}

/** Replaces the variables that containerlab has in commands and paths. */
export function withVariables(value: string, { lab, name }: Pick<ResolvedNode, 'lab' | 'name'>): string {
  return value
    .replaceAll('__clabNodeName__', name)
    .replaceAll('__clabLabName__', `clab-${lab}`)
    .replaceAll('__clabNodeDir__', `clab-${lab}/${name}`)
    .replaceAll('__clabDir__', `clab-${lab}`)
}

function collectMap(layers: readonly NodeLayer[], key: 'sysctls' | 'labels' | 'env'): ReadonlyMap<string, Written> {
  return new Map(
    layers.flatMap((layer) =>
      Object.entries(layer.node[key] ?? {}).map(([name, value]) => [
        name,
        { value: String(value), path: [...layer.path, key, name] },
      ]),
    ),
  )
}

// A node may be written without a single key.
function entry(table: Readonly<Record<string, ClabNode>> | undefined, key: string | undefined): ClabNode | undefined {
  const found = table && key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined
  return isMapping(found) ? found : undefined
}
