import { racks } from '../../src/index.ts'

/** The smallest lab that has everything: two nodes in one rack behind a gateway. */
export function tinyLab(name: string) {
  return racks({ name, racks: ['10.1.5.0/24'], nodesPerRack: 2 })
}
