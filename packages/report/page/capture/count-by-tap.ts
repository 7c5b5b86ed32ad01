import type { OpenCapture } from './open-capture.ts'
import { tapOf } from './open-capture.ts'

/** How many packets each tap of a capture saw. */
export function countByTap({ file }: OpenCapture): ReadonlyMap<string, number> {
  const names = file.interfaces.map(tapOf)
  const counts = new Map(names.map((name) => [name, 0]))
  for (const { interfaceId } of file.packets) {
    const name = names[interfaceId]
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}
