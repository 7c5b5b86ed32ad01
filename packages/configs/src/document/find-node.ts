import { isMap, isNode, isScalar, isSeq } from 'yaml'
import type { Path } from './path.ts'

/** A value's offsets in the text, and whether it is a block literal (`|`). */
export interface FoundNode {
  readonly offset: number | undefined
  readonly isBlockLiteral: boolean
}

/** The offset of the value (or of the key) at a path of a YAML tree; of the nearest ancestor where the path does not exist. */
export function findNode(root: unknown, path: Path, of: 'key' | 'value' = 'value'): FoundNode {
  let node = root
  let offset = start(root)
  for (const [index, step] of path.entries()) {
    const found = isMap(node)
      ? entry(node, step)
      : isSeq(node) && typeof step === 'number'
        ? item(node, step)
        : undefined
    if (!found) return { offset, isBlockLiteral: false }
    const wantsKey = of === 'key' && index === path.length - 1
    // A whole mapping or list is named by its key: its own start is that of its first entry.
    const byKey = wantsKey || !isScalar(found.value)
    offset = (byKey ? start(found.key) : undefined) ?? start(found.value) ?? start(found.key) ?? offset
    node = found.value
  }
  return { offset, isBlockLiteral: isScalar(node) && node.type === 'BLOCK_LITERAL' }
}

interface Found {
  readonly key?: unknown
  readonly value: unknown
}

function entry(map: { readonly items: readonly Found[] }, step: string | number): Found | undefined {
  return map.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
}

function item(seq: { readonly items: readonly unknown[] }, step: number): Found | undefined {
  return step < seq.items.length ? { value: seq.items[step] } : undefined
}

function start(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}
