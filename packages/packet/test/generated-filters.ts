import * as fc from 'fast-check'
import { decode, fieldAll, parseAddress } from '@underlay/packet'
import type { DecodablePacket } from '@underlay/packet'
import type { FieldKind } from '../src/layers/field-kinds.ts'
import { fieldKind } from '../src/layers/field-kinds.ts'

type Kind = 'number' | 'flag' | 'address' | 'mac' | 'bytes' | 'text'

interface Field {
  readonly name: string
  readonly kind: Kind
  readonly values: readonly string[]
}

/** Filters over fields that these packets have, compared with values that they have: so that many let something through. */
export function generatedFilters(packets: readonly DecodablePacket[], names: readonly string[]): fc.Arbitrary<string> {
  const fields = [
    ...findFields(packets, names),
    ...combined.flatMap(([name, of]) => joined(name, findFields(packets, of))),
  ]
  const field = fc.constantFrom(...fields)
  const layerNames = new Set(packets.flatMap((packet) => decode(packet).map((layer) => layer.name)))
  const protocol = fc.constantFrom(...layerNames).filter((name) => name !== 'malformed')
  const test = fc.oneof(
    { weight: 1, arbitrary: protocol },
    {
      weight: 6,
      arbitrary: field.chain((found) =>
        fc.oneof(existence(found), comparison(found), membership(found), special(found)),
      ),
    },
  )
  return fc
    .letrec<{ any: string }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        test,
        fc.tuple(tie('any'), fc.constantFrom('and', 'or', '&&', '||'), tie('any')).map((parts) => parts.join(' ')),
        tie('any').map((inner) => `(${inner})`),
        tie('any').map((inner) => `not ${inner}`),
        tie('any').map((inner) => `!(${inner})`),
      ),
    }))
    .any.filter((filter) => !asksTwoWays(filter))
}

/** tshark 4.0 mixes a field and the same field of one layer up when both stand in a filter. */
function asksTwoWays(filter: string): boolean {
  const asked = [...filter.matchAll(/([a-z]\w*\.[\w.]*\w)(#\d|#\[[^\]]*\])?/g)].map(([, name, layer]) => ({
    name,
    layer,
  }))
  return asked.some(({ name, layer }) => asked.some((other) => other.name === name && other.layer !== layer))
}

const combined: readonly (readonly [string, readonly string[]])[] = [
  ['ip.addr', ['ip.src', 'ip.dst']],
  ['ipv6.addr', ['ipv6.src', 'ipv6.dst']],
  ['eth.addr', ['eth.src', 'eth.dst']],
  ['tcp.port', ['tcp.srcport', 'tcp.dstport']],
  ['udp.port', ['udp.srcport', 'udp.dstport']],
]

function joined(name: string, fields: readonly Field[]): readonly Field[] {
  const [first] = fields
  return first === undefined ? [] : [{ ...first, name, values: fields.flatMap(({ values }) => values) }]
}

function findFields(packets: readonly DecodablePacket[], names: readonly string[]): readonly Field[] {
  // tshark counts padding and trailers as fields of another layer, and knows two fields vxlan.flags.
  return names
    .filter((name) => !/trailer|padding|fcs|vxlan.flags$/.test(name))
    .flatMap((name) => {
      const values = [...new Set(packets.flatMap((packet) => fieldAll(decode(packet), name)))]
      const kind = kinds[fieldKind(name)]
      return values.length === 0 ? [] : [{ name, kind, values: values.map((value) => asLiteral(value, kind)) }]
    })
}

const kinds: Readonly<Record<FieldKind, Kind>> = {
  number: 'number',
  boolean: 'flag',
  ipv4: 'address',
  ipv6: 'address',
  ether: 'mac',
  bytes: 'bytes',
  protocol: 'bytes',
  string: 'text',
  time: 'number',
  date: 'text',
}

function asLiteral(value: string | number | boolean, kind: Kind): string {
  if (typeof value !== 'string') return String(Number(value))
  if (kind === 'text') return `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`
  return kind === 'bytes'
    ? value
        .replaceAll(':', '')
        .replaceAll(/..(?=.)/g, '$&:')
        .slice(0, 90)
    : value
}

// From the end tshark counts only the layers that have the field, and all messages of a segment are one layer there.
const layerOperators = fc.constantFrom('', '', '', '#1', '#2', '#[1-2]', '#[1,2]', '#[2:]')

function layersOf({ name }: Field): fc.Arbitrary<string> {
  return /^(?:bgp|dns)\./.test(name) ? fc.constant('') : layerOperators
}

function existence(field: Field): fc.Arbitrary<string> {
  return layersOf(field).map((layer) => field.name + layer)
}

function comparison(field: Field): fc.Arbitrary<string> {
  const { name, values, kind } = field
  const operators = kind === 'flag' ? ['==', '!=', '===', '!=='] : ['==', '!=', '===', '!==', '<', '<=', '>', '>=']
  const quantifier = fc.constantFrom('', '', 'any ', 'all ')
  const operator = fc.constantFrom(...operators, 'eq', 'ne', 'any_ne', 'all_eq')
  return fc
    .tuple(quantifier, layersOf(field), operator, fc.constantFrom(...values))
    .map(([all, layer, relation, value]) => `${all}${name}${layer} ${relation} ${value}`)
}

function membership(field: Field): fc.Arbitrary<string> {
  const { name, values } = field
  const value = fc.constantFrom(...values)
  const range = fc.tuple(value, value).map(([from, to]) => `${from}..${to}`)
  return fc
    .tuple(
      layersOf(field),
      fc.constantFrom('in', 'not in'),
      fc.array(fc.oneof(value, range), { minLength: 1, maxLength: 3 }),
    )
    .map(([layer, relation, members]) => `${name}${layer} ${relation} {${members.join(', ')}}`)
}

function special(field: Field): fc.Arbitrary<string> {
  switch (field.kind) {
    case 'number':
      return calculation(field)
    case 'flag':
      return fc.constantFrom(`${field.name} == True`, `${field.name} == False`, `count(${field.name}) == 1`)
    case 'address':
      return fc.oneof(network(field), slice(field))
    case 'mac':
    case 'bytes':
      return fc.oneof(slice(field), search(field))
    case 'text':
      return textSearch(field)
  }
}

function textSearch({ name, values }: Field): fc.Arbitrary<string> {
  const part = fc.constantFrom(...values).chain((value) => {
    const plain = value.replaceAll(/[^\w.-]/g, '')
    return fc
      .tuple(fc.nat(8), fc.integer({ min: 1, max: 4 }))
      .map(([start, count]) => plain.slice(start, start + count))
  })
  return fc.oneof(
    part.map((text) => `${name} contains "${text}"`),
    part.map((text) => `upper(${name}) contains "${text.toUpperCase()}"`),
    part.map((text) => `${name} matches "^.?${text}"`),
    fc.nat(20).map((length) => `len(${name}) >= ${length}`),
  )
}

function calculation({ name, values }: Field): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom('&', '+', '*', '/', '%'),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(...values),
      fc.nat(5),
    )
    .map(([operator, number, value, kind]) => {
      // tshark calculates with as many bits as the field has.
      if (kind < 2 || (operator !== '&' && operator !== '/' && operator !== '%'))
        return `count(${name}) > ${number % 3}`
      if (kind === 2) return `max(${name}) >= ${value} and min(${name}) <= ${value}`
      return kind === 3 ? `${name} & ${number}` : `${name} ${operator} ${number} == ${number % 4}`
    })
}

function network({ name, values }: Field): fc.Arbitrary<string> {
  const prefix = fc
    .constantFrom(...values)
    .chain((value) => fc.nat(8 * (parseAddress(value)?.length ?? 0)).map((bits) => `${value}/${bits}`))
  return fc
    .tuple(fc.constantFrom('==', '!=', '===', 'in'), prefix)
    .map(([relation, value]) => `${name} ${relation} ${relation === 'in' ? `{${value}}` : value}`)
}

const ranges = ['0:1', '0:2', '1-2', '-1', '-2:', ':2', '1:']

function slice({ name, kind, values }: Field): fc.Arbitrary<string> {
  const bytesOf = (value: string): readonly string[] =>
    kind === 'address'
      ? Array.from(parseAddress(value) ?? [], (byte) => byte.toString(16).padStart(2, '0'))
      : value.split(':')
  const parts = fc
    .constantFrom(...values)
    .chain((value) =>
      fc
        .tuple(fc.nat(4), fc.integer({ min: 1, max: 3 }))
        .map(([start, count]) => asBytes(bytesOf(value).slice(start, start + count))),
    )
  const masked = fc
    .tuple(fc.nat(3), fc.nat(255))
    .map(([at, mask]) => `${name}[${at}] & 0x${mask.toString(16).padStart(2, '0')}`)
  const compared = fc
    // What is not there is empty in Wireshark 4.0, and less than anything; it documents that it is not there.
    .tuple(
      kind === 'bytes' ? fc.constantFrom(...ranges) : fc.constantFrom(...ranges, '0,2'),
      kind === 'bytes' ? fc.constant('==') : fc.constantFrom('==', '!=', '<', '>='),
      parts,
    )
    .map(([range, relation, part]) => `${name}[${range}] ${relation} ${part}`)
  return fc.oneof(compared, masked)
}

/** Wireshark has protocols ff and fc. */
function asBytes(bytes: readonly string[]): string {
  return bytes.length < 2 ? `0x${bytes[0] ?? '00'}` : bytes.join(':')
}

function search({ name, kind, values }: Field): fc.Arbitrary<string> {
  const expressions = fc.constantFrom(
    'under',
    'UNDER.*K',
    '^.',
    'm[a-k]r',
    'e{1,2}',
    '(u|n)+d',
    'mark',
    String.raw`\\d$`,
    'x?y*k',
    '^underlay mark [0-9]+$',
  )
  const part = fc
    .constantFrom(...values)
    .chain((value) =>
      fc
        .tuple(fc.nat(20), fc.integer({ min: 1, max: 4 }))
        .map(([start, count]) => asBytes(value.split(':').slice(start, start + count))),
    )
  const contains = part.map((bytes) => `${name} contains ${bytes}`)
  const length = fc.nat(30).map((bytes) => `len(${name}) > ${bytes}`)
  return kind === 'mac'
    ? contains
    : fc.oneof(
        contains,
        length,
        expressions.map((each) => `${name} matches "${each}"`),
      )
}
