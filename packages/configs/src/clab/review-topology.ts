import type { Review } from '../document/review.ts'
import { checkShape, isMapping } from '../document/shape.ts'
import { topologyShape } from './shape.ts'
import type { Structure } from './structure.ts'
import { checkStructure } from './structure.ts'
import type { ClabTopology } from './topology.ts'

/** Checks shape and structure of a value that may be no topology at all; undefined when nothing of it can be read. */
export function reviewTopology(review: Review, value: unknown): Structure | undefined {
  checkShape(review, value, topologyShape)
  return isTopology(value) ? checkStructure(review, value) : undefined
}

/** Whether a value has the frame of a topology; its parts are checked elsewhere. */
export function isTopology(value: unknown): value is ClabTopology {
  return isMapping(value) && isMapping(value['topology']) && isMapping(value['topology']['nodes'])
}
