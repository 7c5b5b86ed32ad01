import type { KindNode } from './config.ts'

/** The short names that kind gives to nodes, in order: control-plane, control-plane2, worker, worker2, worker3. */
export function shortNames(nodes: readonly KindNode[]): readonly string[] {
  const counts = { 'control-plane': 0, worker: 0 }
  return nodes.map(({ role = 'control-plane' }) => {
    const count = ++counts[role]
    return count === 1 ? role : `${role}${count}`
  })
}
