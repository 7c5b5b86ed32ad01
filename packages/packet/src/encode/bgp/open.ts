import { concat, u16Of, u32Of } from '../../bytes/build.ts'
import type { GivenFields } from '../given-fields.ts'

const transitionAs = 23456
const extensions = { multiprotocol: 1, gracefulRestart: 64, fourBytes: 65 }

/**
 * Version 4, 90 s of hold time; capabilities by `bgp.cap.type` in that order, or by what is given of them.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4271#section-4.2
 * @see https://www.rfc-editor.org/rfc/rfc5492#section-4
 */
export function openBody(fields: GivenFields): Uint8Array {
  const numbers = fields.integers('bgp.cap.4as', 32) ?? []
  const capabilities = capabilitiesOf(fields, numbers)
  const parameters =
    capabilities.length === 0 ? capabilities : concat(Uint8Array.of(2, capabilities.length), capabilities)
  const [own = 0] = numbers
  return concat(
    Uint8Array.of(fields.integer('bgp.open.version', 8, 4)),
    u16Of(fields.integer('bgp.open.myas', 16, own > 0xffff ? transitionAs : own)),
    u16Of(fields.integer('bgp.open.holdtime', 16, 90)),
    fields.ipv4('bgp.open.identifier'),
    Uint8Array.of(fields.integer('bgp.open.opt.len', 8, parameters.length)),
    parameters,
  )
}

function capabilitiesOf(fields: GivenFields, numbers: readonly number[]): Uint8Array {
  const families = fields.integers('bgp.cap.mp.afi', 16) ?? []
  const subfamilies = fields.integers('bgp.cap.mp.safi', 8) ?? []
  const timers = fields.integers('bgp.cap.gr.timers', 16) ?? []
  const values = new Map([
    [
      extensions.multiprotocol,
      families.map((afi, index) => concat(u16Of(afi), Uint8Array.of(0, subfamilies[index] ?? 1))),
    ],
    [extensions.gracefulRestart, timers.map((timer) => u16Of(timer))],
    [extensions.fourBytes, numbers.map((number) => u32Of(number))],
  ])
  const given = [...values].flatMap(([type, all]) => all.map(() => type))
  const order = fields.integers('bgp.cap.type', 8) ?? given
  return concat(
    ...order.map((type) => {
      const value = values.get(type)?.shift() ?? new Uint8Array(0)
      return concat(Uint8Array.of(type, value.length), value)
    }),
  )
}
