import { fieldRange, printable, type ByteRange, type FieldName, type Layer } from '@underlay/packet'

/** A line of the tree: a layer, or one of its fields. */
export interface TreeItem {
  /** Of this packet: `2` is its third layer, `2.ip.src` a field of it. */
  readonly key: string
  readonly level: 1 | 2
  readonly name: string
  readonly value: string
  readonly range: ByteRange
  /** Of a layer: whether its fields are shown. */
  readonly isOpen?: boolean
}

const longestValue = 400

/** The lines of a packet's tree that are to be seen: its layers, and the fields of those that are open. */
export function treeItems(layers: readonly Layer[], isOpen: (key: string) => boolean): readonly TreeItem[] {
  return layers.flatMap((layer, index) => {
    const { name, start, length } = layer
    const key = String(index)
    const open = isOpen(key)
    const item: TreeItem = { key, level: 1, name, value: endsOf(layer), range: { start, length }, isOpen: open }
    return open ? [item, ...fieldItems(layer, key)] : [item]
  })
}

function fieldItems(layer: Layer, key: string): readonly TreeItem[] {
  // Every layer's fields are a record by name; which names there are is known at run time only.
  const fields = layer.fields as Readonly<Record<string, unknown>>
  const items = Object.keys(fields).map((name): TreeItem => {
    const value = printable([fields[name]].flat().join(', '))
    const shown = value.length > longestValue ? `${value.slice(0, longestValue)}…` : value
    return { key: `${key}.${name}`, level: 2, name, value: shown, range: fieldRange(layer, name) }
  })
  const quotes = layer.quoted.map((quoted, index): TreeItem => {
    const { name, start, length } = quoted
    return {
      key: `${key}.quoted${index}`,
      level: 2,
      name: `quoted ${name}`,
      value: endsOf(quoted),
      range: { start, length },
    }
  })
  return [...items, ...quotes]
}

/** The line that stands for a byte: the smallest field that has it, else its layer. */
export function itemAt(items: readonly TreeItem[], offset: number): TreeItem | undefined {
  const having = items.filter(({ range }) => offset >= range.start && offset < range.start + range.length)
  const shortest = Math.min(...having.map(({ range }) => range.length))
  return having.findLast(({ range }) => range.length === shortest)
}

function endsOf({ fields }: Layer): string {
  const all = fields as Readonly<Partial<Record<FieldName, unknown>>>
  const [source, destination] = ends.flatMap(([from, to]) => (all[from] === undefined ? [] : [all[from], all[to]]))
  return source === undefined ? '' : printable(`${source} → ${destination}`)
}

const ends: readonly (readonly [FieldName, FieldName])[] = [
  ['eth.src', 'eth.dst'],
  ['ip.src', 'ip.dst'],
  ['ipv6.src', 'ipv6.dst'],
  ['tcp.srcport', 'tcp.dstport'],
  ['udp.srcport', 'udp.dstport'],
]
