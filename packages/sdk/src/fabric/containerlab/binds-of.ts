import { locate, type ClabNode, type ClabTopology, type Issue } from '@underlay/configs'

/** A bind as it is written, and its place. */
export interface PlacedBind extends Omit<Issue, 'message'> {
  readonly bind: string
}

/** The binds of a topology's defaults, kinds, groups and nodes. */
export function bindsOf(topology: ClabTopology): readonly PlacedBind[] {
  const { defaults, kinds = {}, groups = {}, nodes } = topology.topology
  const layers: readonly (readonly [readonly string[], ClabNode | null | undefined])[] = [
    [['topology', 'defaults'], defaults],
    ...Object.entries({ kinds, groups, nodes }).flatMap(([section, all]) =>
      Object.entries(all).map(([name, node]) => [['topology', section, name], node] as const),
    ),
  ]
  return layers.flatMap(([path, node]) =>
    (node?.binds ?? []).map((bind, index) => ({
      ...(locate(topology, [...path, 'binds', index]) ?? { file: 'topology' }),
      path: `${path.join('.')}.binds[${index}]`,
      bind,
    })),
  )
}
