import type { Path } from '../document/path.ts'
import type { FrrLine } from './frr-lines.ts'
import type { GatewayInterface } from './config.ts'
import type { Reading } from './reading.ts'

/** An `interface` section: the addresses that it adds to, where they stand in the gateway, and its name in the text. */
export interface FrrInterface {
  readonly addresses: string[]
  readonly place: Path
  readonly path: Path
}

type Draft = { -readonly [K in keyof GatewayInterface]: GatewayInterface[K] }

/** Opens an `interface` section; `eth1.10` is VLAN 10 on eth1. */
export function openFrrInterface(line: FrrLine, interfaces: Draft[], reading: Reading): FrrInterface {
  const [, device = '', ...more] = line.words
  const path = [`interface ${device}`]
  if (more.length > 0) reading.refuse(line, path, `'${more.join(' ')}' is not realised by this tool; remove it`)
  const [, name = device, number] = /^(.+)\.(\d{1,9})$/.exec(device) ?? []
  const known = interfaces.find((other) => other.name === name)
  const entry: Draft = known ?? { name, addresses: [] }
  const place = ['interfaces', known ? interfaces.indexOf(known) : interfaces.push(entry) - 1]
  if (!known) reading.place(place, line, path)
  if (number === undefined) {
    const addresses = [...entry.addresses]
    entry.addresses = addresses
    return { addresses, place, path }
  }
  const vlans = entry.vlans ?? []
  const found = vlans.findIndex(({ id }) => id === Number(number))
  const nth = found < 0 ? vlans.length : found
  const addresses = [...(vlans[nth]?.addresses ?? [])]
  entry.vlans = vlans.toSpliced(nth, 1, { id: Number(number), addresses })
  const at = [...place, 'vlans', nth]
  reading.place(at, line, path)
  return { addresses, place: at, path }
}

/** Reads a line of an `interface` section; false when it does not belong there. */
export function readFrrInterfaceLine(
  line: FrrLine,
  { addresses, place, path }: FrrInterface,
  reading: Reading,
): boolean {
  const [first = '', second = '', third = '', ...more] = line.words
  const here = [...path, `${first} ${second}`.trim()]
  if ((first === 'ip' || first === 'ipv6') && second === 'address') {
    if (more.length > 0) reading.refuse(line, here, `'${more.join(' ')}' is not realised by this tool; remove it`)
    else reading.place([...place, 'addresses', addresses.push(third) - 1], line, here)
    return true
  }
  if (first === 'description') reading.note(line, [...path, first], 'it is a remark')
  else if (first === 'shutdown') reading.refuse(line, here, 'is not realised by this tool; leave the link out')
  else if ((first === 'ip' || first === 'ipv6') && second !== 'route' && second !== 'forwarding' && second !== 'nht')
    reading.refuse(line, here, 'is not realised by this tool, and may change what passes; remove it')
  else if (first === 'no' && second === 'shutdown') return true
  else return false
  return true
}
