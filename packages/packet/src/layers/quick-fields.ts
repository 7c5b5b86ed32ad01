import type { DecodedLayer } from './decoded-layer.ts'
import type { Layer } from './layer.ts'
import type { FieldReader, Protocol } from './protocol.ts'

type View = new (layer: DecodedLayer) => { readonly layer: DecodedLayer }

const views = new Map<Protocol, View>()

/**
 * A layer's fields as plain getters: for code that knows their names and reads many packets.
 * `Layer.fields` can also be listed and copied, which takes a proxy, and that costs ten times as much for each value.
 */
export function quickFields<Known extends Layer>(layer: Known): Known['fields'] {
  const decoded = layer as unknown as DecodedLayer
  const ViewOfProtocol = views.get(decoded.protocol) ?? createView(decoded.protocol)
  return new ViewOfProtocol(decoded) as unknown as Known['fields']
}

function createView(protocol: Protocol): View {
  class FieldView {
    readonly layer: DecodedLayer
    constructor(layer: DecodedLayer) {
      this.layer = layer
    }
  }
  for (const [name, read] of Object.entries<FieldReader>(protocol.fields)) {
    const get = function (this: FieldView): unknown {
      return read(this.layer.bytes, this.layer.start, this.layer)
    }
    Object.defineProperty(FieldView.prototype, name, { get })
  }
  views.set(protocol, FieldView)
  return FieldView
}
