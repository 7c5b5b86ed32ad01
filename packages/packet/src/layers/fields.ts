import type { DecodedLayer } from './decoded-layer.ts'
import type { FieldReaders, FieldValue, FieldValues } from './protocol.ts'

type Fields = Readonly<Record<string, FieldValue | FieldValues>>

type Target = { readonly layer: DecodedLayer }

const targetPrototype = {
  [Symbol.for('nodejs.util.inspect.custom')](this: object): object {
    // Here `this` is the proxy, so that the fields are what is copied.
    return { ...this }
  },
}

/** The fields of one layer as an object whose properties are read from the bytes on access, and listed when present. */
export function createFields(layer: DecodedLayer): Fields {
  const target: Target = Object.assign(Object.create(targetPrototype), { layer })
  // The proxy shows the protocol's fields, the target only holds the layer: their types have nothing in common.
  return new Proxy(target, handler) as unknown as Fields
}

const handler: ProxyHandler<Target> = {
  get: (target, key) => read(target.layer, key),
  has: (target, key) => read(target.layer, key) !== undefined,
  set: () => false,
  defineProperty: () => false,
  deleteProperty: () => false,
  ownKeys: ({ layer }) => Object.keys(layer.protocol.fields).filter((key) => read(layer, key) !== undefined),
  getOwnPropertyDescriptor({ layer }, key) {
    const value = read(layer, key)
    return value === undefined ? undefined : { value, enumerable: true, configurable: true, writable: false }
  },
}

function read(layer: DecodedLayer, key: string | symbol): FieldValue | FieldValues {
  const readers: FieldReaders = layer.protocol.fields
  if (typeof key === 'symbol' || !Object.hasOwn(readers, key)) return undefined
  return readers[key]?.(layer.bytes, layer.start, layer)
}
