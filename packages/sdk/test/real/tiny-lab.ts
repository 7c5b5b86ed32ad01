import { racks } from '../../src/index.ts'

/** The smallest lab that has everything: two nodes in one rack behind a gateway; with one it is made faster. */
export function tinyLab(name: string, nodes = 2) {
  return racks({ name, racks: ['10.1.5.0/24'], nodesPerRack: nodes })
}
