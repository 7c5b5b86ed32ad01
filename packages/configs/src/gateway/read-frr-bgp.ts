import { familyOf, isIp } from '../address/ip.ts'
import type { IpFamily } from '../address/ip-value.ts'
import type { Path } from '../document/path.ts'
import type { GatewayBgp } from './config.ts'
import type { FrrLine } from './frr-lines.ts'
import type { FrrNeighbor } from './read-frr-neighbor.ts'
import { readFrrNeighbor } from './read-frr-neighbor.ts'
import type { Reading } from './reading.ts'

/** A `router bgp` section while it is read. */
export interface FrrBgp {
  readonly asNumber: number
  readonly line: FrrLine
  readonly path: Path
  routerId?: string
  readonly neighbors: FrrNeighbor[]
  readonly networks: string[]
  /** The address family whose lines follow; undefined outside of one. */
  family: IpFamily | undefined
  /** FRR's defaults, until a line turns them off. */
  activatesIpv4: boolean
  requiresPolicy: boolean
  checksNetworks: boolean
}

const TIMERS = 'the lab has timers of its own, under which sessions come up in a second'
const NOTED: Readonly<Record<string, string>> = {
  'bgp log-neighbor-changes': 'it changes no route',
  'no bgp log-neighbor-changes': 'it changes no route',
  'timers bgp': TIMERS,
  'coalesce-time': TIMERS,
}
// What belongs to the section, and is not one of the lines that are read.
const SECTION =
  /^(?:bgp|neighbor|network|address-family|timers|redistribute|maximum-paths|aggregate-address|segment-routing|update-delay|coalesce-time|read-quanta|write-quanta|rpki|import|export|label|rd|rt|nexthop|table-map|distance|vnc|advertise[a-z-]*|exit-address-family|read-only)$/

/** Opens a `router bgp` section. */
export function openFrrBgp(line: FrrLine, reading: Reading): FrrBgp {
  const [, , number = '', ...more] = line.words
  const path = [`router bgp ${number}`]
  if (more.length > 0) reading.refuse(line, path, `'${more.join(' ')}' is not realised by this tool; remove it`)
  reading.place(['bgp'], line, path)
  const flags = { family: undefined, activatesIpv4: true, requiresPolicy: true, checksNetworks: true }
  const asNumber = /^\d{1,10}$/.test(number) ? Number(number) : Number.NaN
  return { asNumber, line, path, neighbors: [], networks: [], ...flags }
}

/** Reads a line of a `router bgp` section; false when it does not belong there. */
export function readFrrBgpLine(line: FrrLine, bgp: FrrBgp, reading: Reading): boolean {
  const [first = '', second = '', third = ''] = line.words
  const text = line.words.join(' ')
  const here = [...bgp.path, `${first} ${second}`.trim()]
  const note = Object.entries(NOTED).find(([start]) => text === start || text.startsWith(`${start} `))
  if (first === 'exit-address-family' || (first === 'exit' && bgp.family !== undefined)) bgp.family = undefined
  else if (text === 'no bgp default ipv4-unicast') bgp.activatesIpv4 = false
  else if (text === 'no bgp ebgp-requires-policy') bgp.requiresPolicy = false
  else if (text === 'no bgp network import-check') bgp.checksNetworks = false
  else if (first === 'bgp' && second === 'router-id') {
    bgp.routerId = third
    reading.place(['bgp', 'routerId'], line, here)
  } else if (note) reading.note(line, here, note[1])
  else if (first === 'neighbor' || (first === 'no' && second === 'neighbor')) readFrrNeighbor(line, bgp, reading)
  else if (first === 'network' && line.words.length === 2)
    reading.place(['bgp', 'networks', bgp.networks.push(second) - 1], line, [...bgp.path, 'network'])
  else if (first === 'address-family') openFamily(line, bgp, reading)
  else if (SECTION.test(first) || (first === 'no' && SECTION.test(second))) {
    const fix = first === 'redistribute' ? 'write network lines instead' : 'remove it'
    reading.refuse(line, here, `is not realised by this tool, and may change routes; ${fix}`)
  } else return false
  return true
}

function openFamily(line: FrrLine, bgp: FrrBgp, reading: Reading): void {
  const [, protocol, kind = 'unicast'] = line.words
  const family = protocol === 'ipv4' ? 4 : protocol === 'ipv6' ? 6 : undefined
  if (family === undefined || kind !== 'unicast')
    reading.refuse(line, [...bgp.path, line.words.join(' ')], 'is not realised by this tool; ipv4 and ipv6 unicast are')
  bgp.family = family
}

/** The BGP part of the gateway, once all lines are read: FRR's defaults decide which neighbours exchange anything. */
export function settleFrrBgp(bgp: FrrBgp, isDatacenter: boolean, reading: Reading): GatewayBgp {
  const { asNumber, routerId, neighbors, networks, path } = bgp
  if (bgp.requiresPolicy && !isDatacenter && neighbors.some(({ remoteAs }) => remoteAs !== asNumber))
    reading.refuse(
      bgp.line,
      path,
      'exchanges nothing with neighbours of another AS, because FRR asks for policies (RFC 8212), which this tool does not realise; add no bgp ebgp-requires-policy',
    )
  if (bgp.checksNetworks && networks.length > 0)
    reading.note(
      bgp.line,
      [...path, 'network'],
      'FRR would look for a route to each first; here networks are announced as with no bgp network import-check',
    )
  for (const { address, line, active } of neighbors) {
    if (!isIp(address)) continue
    const family = familyOf(address)
    if (active ?? (family === 4 && bgp.activatesIpv4)) continue
    const fix = `add neighbor ${address} activate in address-family ipv${family} unicast`
    reading.refuse(line, [...path, `neighbor ${address}`], `exchanges no IPv${family} routes; ${fix}`)
  }
  const declared = neighbors.map(({ line: _line, active: _active, ...neighbor }) => neighbor)
  return { asNumber, ...(routerId !== undefined && { routerId }), neighbors: declared, networks }
}
