import { useEffect } from 'preact/hooks'
import { itemKey, markedBytes } from '../state.ts'
import type { TreeItem } from './tree-items.ts'

interface TreeProps {
  readonly items: readonly TreeItem[]
  readonly onToggle: (key: string, open: boolean) => void
}

/** A packet's layers and fields; what is chosen is marked in the bytes too. */
export function Tree({ items, onToggle }: TreeProps) {
  const current = itemKey.value
  const at = Math.max(
    0,
    items.findIndex(({ key }) => key === current),
  )
  // Also when it was chosen in the bytes.
  useEffect(() => document.querySelector(`#field-${idOf(current)}`)?.scrollIntoView({ block: 'nearest' }), [current])
  const onKeyDown = (event: KeyboardEvent): void => {
    const item = items[at]
    if (item === undefined) return
    const acts: Record<string, () => void> = {
      ArrowDown: () => choose(items[at + 1]),
      ArrowUp: () => choose(items[at - 1]),
      Home: () => choose(items[0]),
      End: () => choose(items.at(-1)),
      ArrowRight: () => (item.isOpen === false ? onToggle(item.key, true) : choose(items[at + 1])),
      ArrowLeft: () => {
        if (item.isOpen === true) onToggle(item.key, false)
        else choose(items.findLast(({ level }, index) => level === 1 && index < at))
      },
      Enter: () => (item.isOpen === undefined ? choose(item) : onToggle(item.key, !item.isOpen)),
    }
    const act = acts[event.key]
    if (act === undefined) return
    event.preventDefault()
    act()
  }
  const marked = markedBytes.value
  return (
    <ul
      class="tree"
      role="tree"
      tabIndex={0}
      aria-label="Layers and fields"
      aria-activedescendant={items[at] && `field-${idOf(items[at].key)}`}
      onKeyDown={onKeyDown}
      onFocus={() => marked === undefined && choose(items[at])}
    >
      {items.map((item, index) => (
        <li
          key={item.key}
          id={`field-${idOf(item.key)}`}
          role="treeitem"
          aria-level={item.level}
          aria-expanded={item.isOpen}
          aria-selected={index === at && marked !== undefined}
          onClick={() => {
            choose(item)
            if (item.isOpen !== undefined && index === at) onToggle(item.key, !item.isOpen)
          }}
        >
          {item.isOpen !== undefined && (
            <span class="twist" aria-hidden="true" onClick={() => onToggle(item.key, !item.isOpen)}>
              {item.isOpen ? '▾' : '▸'}
            </span>
          )}
          <span class="name">{item.name}</span> <span class="value">{item.value}</span>
        </li>
      ))}
    </ul>
  )
}

function choose(item: TreeItem | undefined): void {
  if (item === undefined) return
  itemKey.value = item.key
  markedBytes.value = item.range
}

function idOf(key: string): string {
  return key.replaceAll(/[^\w-]/g, '-')
}
