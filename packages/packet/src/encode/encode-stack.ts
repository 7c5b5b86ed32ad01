import { concat } from '../bytes/build.ts'
import { checkLeft } from './check-left.ts'
import type { EncodableLayer } from './encodable-layer.ts'
import { findEncoder } from './encoders.ts'
import type { LayerPlace } from './given-fields.ts'
import { GivenFields } from './given-fields.ts'

interface Entry {
  readonly layer: EncodableLayer
  readonly place: LayerPlace
  readonly fields: GivenFields
  /** The layer around it that is no extension header, and no message before it. */
  readonly carrier: GivenFields | undefined
}

const nothing: Uint8Array = new Uint8Array(0)

/** The bytes of layers: from the innermost outwards, because a header knows how long its payload is. */
export function encodeStack(
  layers: readonly EncodableLayer[],
  linkType: number | undefined,
  isIndexed: boolean,
  quoting?: LayerPlace,
): Uint8Array {
  const entries = entriesOf(layers, quoting)
  let payload = nothing
  let trailer = nothing
  for (const [index, { layer, place, fields, carrier }] of [...entries.entries()].toReversed()) {
    const { name, quoted = [] } = layer
    const encoder = findEncoder(name, isIndexed)
    if (encoder === undefined) throw fields.error(undefined, 'cannot be built', 'give its bytes as a layer data')
    if (quoted.length > 0 && name !== 'icmp' && name !== 'icmpv6') {
      throw fields.error(undefined, 'quotes nothing', "give 'quoted' of icmp or icmpv6 only")
    }
    const encoded = encoder.encode({
      fields,
      payload,
      next: layers[index + 1]?.name,
      quoted: quoted.length === 0 ? nothing : encodeStack(quoted, undefined, false, place),
      trailer,
      linkType,
      carrier,
    })
    const bytes = concat(encoded.header, payload, encoded.behind ?? nothing)
    const headerLength = encoded.header.length
    checkLeft(fields, {
      protocol: encoder.protocol,
      carrier: carrier && findEncoder(carrier.name, false)?.protocol,
      bytes,
      headerLength,
      payloadEnd: headerLength + payload.length,
    })
    payload = bytes
    trailer = encoded.trailer ?? nothing
  }
  return concat(payload, trailer)
}

function entriesOf(layers: readonly EncodableLayer[], quoting: LayerPlace | undefined): readonly Entry[] {
  let carrier: GivenFields | undefined
  return layers.map((layer, index) => {
    const place = placeOf(layer.name, index, quoting)
    const entry = { layer, place, fields: new GivenFields(layer.name, layer.fields, place), carrier }
    if (!isBeside(layer.name)) carrier = entry.fields
    return entry
  })
}

/** Whether what follows a layer is not inside of it but of the layer around it. */
function isBeside(name: string): boolean {
  return name.startsWith('ipv6.') || ['ah', 'bgp', 'dns'].includes(name)
}

function placeOf(name: string, index: number, quoting: LayerPlace | undefined): LayerPlace {
  if (quoting === undefined) return { index, text: `layer ${index} (${name})` }
  return { index: quoting.index, text: `${quoting.text}, quoted layer ${index} (${name})` }
}
