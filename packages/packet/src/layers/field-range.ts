import { DecodedLayer } from './decoded-layer.ts'
import type { Layer } from './layer.ts'

/** Bytes of a packet: from `start`, `length` of them. */
export interface ByteRange {
  readonly start: number
  readonly length: number
}

/**
 * Where in the packet's bytes a field of a layer stands: the bytes that its reader reads. The whole header, where the reader
 * needs no byte.
 *
 * @param name Wireshark's full name, of the layer's own fields.
 * @example
 * ```ts
 * fieldRange(layers[1], 'ip.src') // { start: 26, length: 4 }
 * ```
 */
export function fieldRange(layer: Layer, name: string): ByteRange {
  // The decoder makes every layer by this class; the public type only says less of it. A layer of its own, because a message
  // that was parsed before is not read again.
  const { protocol, bytes, start, length, end, outer } = layer as unknown as DecodedLayer
  const fresh = new DecodedLayer(protocol, bytes, start, length, end, outer)
  const watched = watch(bytes)
  const reader = Object.hasOwn(protocol.fields, name) ? protocol.fields[name] : undefined
  reader?.(watched.bytes, start, fresh)
  return watched.lastRun() ?? { start, length }
}

/** The bytes, and which of them were read last in one go: what a reader looks at before only tells whether the field is there. */
function watch(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly lastRun: () => ByteRange | undefined } {
  let [from, to] = [0, 0]
  const touch = (first: number, end: number): void => {
    const isNew = first < from || first > to
    from = isNew ? first : from
    to = isNew ? end : Math.max(to, end)
  }
  const watched = new Proxy(bytes, {
    get(target, key) {
      const index = typeof key === 'string' ? Number(key) : Number.NaN
      if (Number.isInteger(index)) {
        if (index < target.length) touch(index, index + 1)
        return target[index]
      }
      const value: unknown = Reflect.get(target, key, target)
      if (typeof value !== 'function') return value
      return (...args: readonly unknown[]): unknown => {
        if (key === 'subarray' || key === 'slice') {
          const [first = 0, end = target.length] = args.map(Number)
          touch(Math.min(first, target.length), Math.min(end, target.length))
        }
        return Reflect.apply(value, target, args)
      }
    },
  })
  return { bytes: watched, lastRun: () => (to > from ? { start: from, length: to - from } : undefined) }
}
