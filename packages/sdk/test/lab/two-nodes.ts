import { calicoIpipCrossSubnet, type KindConfig } from '@underlay/configs'

/** The kind config of a lab of two nodes, control-plane and worker. */
export function twoNodes(name: string): KindConfig {
  const { kind } = calicoIpipCrossSubnet({ name })
  return { ...kind, nodes: kind.nodes?.slice(0, 2) ?? [] }
}
