import { familyOf, isIp } from '../address/ip.ts'
import type { GatewayNeighbor } from './config.ts'
import type { FrrLine } from './frr-lines.ts'
import type { FrrBgp } from './read-frr-bgp.ts'
import type { Reading } from './reading.ts'

/** A neighbour while its lines are read: the line that declares it, and whether a line activates it or the contrary. */
export interface FrrNeighbor extends GatewayNeighbor {
  remoteAs: number
  description?: string
  passive?: boolean
  routeReflectorClient?: boolean
  readonly line: FrrLine
  active?: boolean
}

const NOTED: Readonly<Record<string, string>> = {
  timers: 'the lab has timers of its own, under which sessions come up in a second',
  'advertisement-interval': 'the lab announces at once',
}

/** Reads a `neighbor` line of a `router bgp` section, or of an address family in it. */
export function readFrrNeighbor(line: FrrLine, bgp: FrrBgp, reading: Reading): void {
  const isNo = line.words[0] === 'no'
  const [address = '', key = '', value = '', ...more] = line.words.slice(isNo ? 2 : 1)
  const path = [...bgp.path, `neighbor ${address}`, key]
  if (key === 'remote-as' && !isNo) {
    declare(line, bgp, { address, value }, reading)
    return
  }
  const neighbor = bgp.neighbors.find((other) => other.address === address)
  const place = ['bgp', 'neighbors', neighbor ? bgp.neighbors.indexOf(neighbor) : 0]
  const isSimple = value === '' && more.length === 0
  if (!neighbor && !isIp(address))
    reading.refuse(line, path, 'is not realised by this tool: no interface and no peer group; write an address')
  else if (!neighbor) reading.refuse(line, path, `comes before neighbor ${address} remote-as; write that first`)
  else if (key === 'activate' && isSimple) activate(line, bgp, neighbor, !isNo, reading)
  else if (Object.hasOwn(NOTED, key)) reading.note(line, path, NOTED[key] ?? '')
  else if (key === 'description' && !isNo) {
    neighbor.description = line.rest(3)
    reading.place([...place, 'description'], line, path)
  } else if (key === 'passive' && isSimple && !isNo) neighbor.passive = true
  else if (key === 'route-reflector-client' && isSimple && !isNo) {
    neighbor.routeReflectorClient = true
    reading.place([...place, 'routeReflectorClient'], line, path)
  } else reading.refuse(line, path, 'is not realised by this tool, and may change routes; remove it')
}

function declare(
  line: FrrLine,
  bgp: FrrBgp,
  { address, value }: { readonly address: string; readonly value: string },
  reading: Reading,
): void {
  const path = [...bgp.path, `neighbor ${address}`]
  const number = value === 'internal' ? String(bgp.asNumber) : value
  const place = ['bgp', 'neighbors', bgp.neighbors.length]
  bgp.neighbors.push({ address, remoteAs: /^\d{1,10}$/.test(number) ? Number(number) : Number.NaN, line })
  reading.place([...place, 'address'], line, path)
  reading.place([...place, 'remoteAs'], line, [...path, 'remote-as'])
}

function activate(line: FrrLine, bgp: FrrBgp, neighbor: FrrNeighbor, on: boolean, reading: Reading): void {
  const family = bgp.family ?? 4
  if (!isIp(neighbor.address) || familyOf(neighbor.address) === family) neighbor.active = on
  else if (on) {
    const own = familyOf(neighbor.address)
    const path = [...bgp.path, `neighbor ${neighbor.address}`, 'activate']
    reading.refuse(line, path, `IPv${family} routes are not realised over this session; only IPv${own} ones are`)
  }
}
