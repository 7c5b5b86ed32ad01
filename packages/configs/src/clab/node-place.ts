import type { ResolvedNode } from './resolve-node.ts'

/** Where plain bridges lie, all together; no node has this name. */
export const BRIDGES = 'the bridges'

/** The device of a bridge node: what stands before the `|` of containerlab's `<bridge>|<node>`. */
export function bridgeDevice(name: string): string {
  return name.split('|')[0] ?? name
}

/** The node of the topology whose network a node shares, by `network-mode: container:<node>`; undefined for others. */
function sharedNode({ networkMode }: ResolvedNode, names: ReadonlySet<string>): string | undefined {
  const [, other] = /^container:(.+)$/.exec(networkMode?.value ?? '') ?? []
  return other !== undefined && names.has(other) ? other : undefined
}

/** Which nodes have their devices in one namespace: those of the same place. */
export function placeOf(node: ResolvedNode, names: ReadonlySet<string>): string {
  return sharedNode(node, names) ?? (node.kind === 'bridge' ? BRIDGES : node.name)
}
