import { parseAddress } from '../address/parse-address.ts'
import { parseHex } from '../bytes/build.ts'
import type { FieldName } from '../layers/layer.ts'
import { EncodeError } from './encode-error.ts'
import { show } from './show.ts'

/** A part of an integer by its field: the lowest bit, and how many. */
export type Parts = Readonly<Partial<Record<FieldName, readonly [shift: number, bits: number]>>>

/** Where a layer stands, for messages. */
export interface LayerPlace {
  readonly index: number
  readonly text: string
}

/** The fields that a caller gave of one layer, checked as an encoder takes them; those that it leaves are `left`. */
export class GivenFields {
  readonly name: string
  readonly #place: LayerPlace
  readonly #values: Readonly<Record<string, unknown>>
  readonly #taken = new Set<string>()

  constructor(name: string, fields: object | undefined, place: LayerPlace) {
    this.name = name
    this.#place = place
    this.#values = { ...fields }
  }

  /** What was given and not taken: said twice, derived from others, or unknown. */
  get left(): readonly (readonly [string, unknown])[] {
    return Object.entries(this.#values).filter(([name, value]) => value !== undefined && !this.#taken.has(name))
  }

  has(name: FieldName): boolean {
    return this.#values[name] !== undefined
  }

  /** An unsigned integer of `bits` bits; what is derived may turn out too large as well. */
  integer(name: FieldName, bits: number, derived: number): number {
    const value = this.#take(name)
    const maximum = 2 ** bits - 1
    if (value === undefined) {
      if (derived <= maximum) return derived
      throw this.error(name, `would be ${derived}, at most ${maximum} fit`, 'carry less, or give the value')
    }
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maximum) return value
    throw this.error(name, `is ${show(value)}, no integer from 0 to ${maximum}`, 'give one of these')
  }

  /** An integer whose bits have names: the whole when it is given, else each part that is, in `derived`. */
  bits(name: FieldName, bits: number, derived: number, parts: Parts): number {
    return this.has(name) ? this.integer(name, bits, derived) : this.parts(derived, parts)
  }

  /** `derived` with the bits of each part that is given. */
  parts(derived: number, parts: Parts): number {
    let whole = derived
    for (const [name, [shift, bits]] of Object.entries(parts)) {
      const field = name as FieldName
      if (!this.has(field)) continue
      const part = bits === 1 ? this.#flag(field) : this.integer(field, bits, 0)
      whole += (part - (Math.floor(whole / 2 ** shift) % 2 ** bits)) * 2 ** shift
    }
    return whole
  }

  /**
   * The unsigned integers of a field that the header repeats; undefined when it is not given. They are `left`: an encoder may
   * have no use for all of them.
   */
  integers(name: FieldName, bits: number): readonly number[] | undefined {
    const values = this.#values[name]
    if (values === undefined) return undefined
    const maximum = 2 ** bits - 1
    const isFitting = (value: unknown): value is number =>
      Number.isInteger(value) && Number(value) >= 0 && Number(value) <= maximum
    if (Array.isArray(values) && values.every(isFitting)) return values
    throw this.error(name, `is ${show(values)}, no array of integers from 0 to ${maximum}`, 'give one')
  }

  /** Bytes given as hex digits. */
  hex(name: FieldName, derived: Uint8Array = new Uint8Array(0)): Uint8Array {
    const value = this.#take(name)
    if (value === undefined) return derived
    const bytes = typeof value === 'string' ? parseHex(value) : undefined
    if (bytes !== undefined) return bytes
    throw this.error(name, `is ${show(value)}, no pairs of hex digits`, "write bytes as '0a1b'")
  }

  /** Exactly `length` bytes given as hex digits, zeros by default. */
  hexOf(name: FieldName, length: number, derived: Uint8Array = new Uint8Array(length)): Uint8Array {
    const bytes = this.hex(name, derived)
    if (bytes.length === length) return bytes
    throw this.error(name, `is ${bytes.length} bytes, not ${length}`, `give ${2 * length} hex digits`)
  }

  mac(name: FieldName): Uint8Array {
    const value = this.#take(name) ?? '00:00:00:00:00:00'
    if (typeof value === 'string' && /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(value)) {
      return parseHex(value.replaceAll(':', '')) ?? new Uint8Array(6)
    }
    throw this.error(name, `is ${show(value)}, no MAC address`, "write it as '02:00:0a:01:05:0a'")
  }

  ipv4(name: FieldName): Uint8Array {
    return this.#address(name, 4, 'IPv4', '10.1.5.10')
  }

  ipv6(name: FieldName): Uint8Array {
    return this.#address(name, 16, 'IPv6', 'fd00:10:1:5::10')
  }

  /** The addresses of a field that the header repeats, none when it is not given; they are `left`. */
  addresses(name: FieldName, family: 'IPv4' | 'IPv6'): readonly Uint8Array[] {
    const values = this.#values[name] ?? []
    const length = family === 'IPv4' ? 4 : 16
    const addresses = Array.isArray(values) ? values.map((value) => addressOf(value)) : [undefined]
    if (addresses.every((address) => address?.length === length))
      return addresses.filter((address) => address !== undefined)
    throw this.error(name, `is ${show(values)}, no array of ${family} addresses`, 'give one')
  }

  /** The texts of a field that the header repeats, none when it is not given; they are `left`. */
  texts(name: FieldName): readonly string[] {
    const values = this.#values[name] ?? []
    if (Array.isArray(values) && values.every((value) => typeof value === 'string')) return values
    throw this.error(name, `is ${show(values)}, no array of texts`, 'give one')
  }

  error(field: string | undefined, problem: string, fix: string): EncodeError {
    return new EncodeError({ layerIndex: this.#place.index, layer: this.#place.text, field, problem, fix })
  }

  #flag(name: FieldName): number {
    const value = this.#take(name)
    if (typeof value === 'boolean' || value === 0 || value === 1) return Number(value)
    throw this.error(name, `is ${show(value)}, neither true nor false`, 'give a boolean')
  }

  #address(name: FieldName, length: number, family: string, example: string): Uint8Array {
    const value = this.#take(name)
    if (value === undefined) return new Uint8Array(length)
    const bytes = addressOf(value)
    if (bytes?.length === length) return bytes
    const fix = bytes === undefined ? `write it as '${example}'` : 'give one, or use a layer of the other family'
    throw this.error(name, `is ${show(value)}, no ${family} address`, fix)
  }

  #take(name: FieldName): unknown {
    this.#taken.add(name)
    return this.#values[name]
  }
}

function addressOf(value: unknown): Uint8Array | undefined {
  return typeof value === 'string' ? parseAddress(value) : undefined
}
