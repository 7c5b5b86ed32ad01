import type { DecodedLayer } from './decoded-layer.ts'

/**
 * Finds something in a layer's bytes once, when it is first asked for: dozens of fields read the same parts of a message,
 * which may have 64 KiB. What was found goes with the layer.
 */
export function onceALayer<Found>(find: (bytes: Uint8Array, layer: DecodedLayer) => Found) {
  const kept = new WeakMap<DecodedLayer, { readonly found: Found }>()
  return (bytes: Uint8Array, layer: DecodedLayer): Found => {
    const known = kept.get(layer)
    if (known !== undefined) return known.found
    const found = find(bytes, layer)
    kept.set(layer, { found })
    return found
  }
}
