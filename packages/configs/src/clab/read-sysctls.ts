import type { Review } from '../document/review.ts'
import type { ResolvedNode } from './resolve-node.ts'

// No part is empty: a path never leaves /proc/sys.
const NET = /^net(?:[./][A-Za-z0-9_-]+)+$/

/** Reads the kernel settings of a node; those that are not of its network are the whole machine's, and refused. */
export function readSysctls(review: Review, node: ResolvedNode): readonly (readonly [name: string, value: string])[] {
  return [...node.sysctls].map(([name, { value, path }]) => {
    if (!NET.test(name)) {
      const fix = 'a namespace has net.* settings of its own, and nothing else; remove it'
      review.refuse(path, `'${name}' is not realised by the built-in wiring: ${fix}`, 'key')
    } else if (/[\r\n]/.test(value)) review.refuse(path, 'must be one line')
    return [name, value]
  })
}
