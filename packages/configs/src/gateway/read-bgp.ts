import type { Path } from '../document/path.ts'
import type { Statement } from './config-boot-tree.ts'
import type { GatewayBgp, GatewayNeighbor } from './config.ts'
import type { Reading } from './reading.ts'
import { readNeighbor } from './read-neighbor.ts'

const PATH = ['protocols', 'bgp']
const TIMERS = 'the lab has timers of its own, under which sessions come up in a second'

interface Draft {
  asNumber: number | undefined
  routerId: string | undefined
  readonly neighbors: GatewayNeighbor[]
  readonly networks: string[]
}

/** Reads a `bgp` block: `bgp 65000 { … }` of VyOS 1.2, `local-as` of 1.3, or `system-as` of 1.4. */
export function readBgp(section: Statement, reading: Reading): GatewayBgp | undefined {
  const draft: Draft = { asNumber: undefined, routerId: undefined, neighbors: [], networks: [] }
  reading.place(['bgp'], section, PATH)
  const [, written] = section.words
  if (written !== undefined) readAs(section, written, draft, reading)
  const children = section.children ?? []
  // Whether a neighbour is in the gateway's own AS must be known before the neighbours are read.
  for (const child of children) {
    const [key, value = ''] = child.words
    if (key === 'system-as' || key === 'local-as') readAs(child, value, draft, reading)
  }
  for (const child of children) readSetting(child, draft, reading)
  if (draft.asNumber === undefined) {
    reading.refuse(section, PATH, 'has no AS number; add system-as')
    return undefined
  }
  const { asNumber, routerId, neighbors, networks } = draft
  return { asNumber, ...(routerId !== undefined && { routerId }), neighbors, networks }
}

function readAs(statement: Statement, value: string, draft: Draft, reading: Reading): void {
  draft.asNumber = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN
  reading.place(['bgp', 'asNumber'], statement, [...PATH, statement.words[0] === 'bgp' ? value : 'system-as'])
}

function readSetting(child: Statement, draft: Draft, reading: Reading): void {
  const [key = '', value = ''] = child.words
  if (key === 'system-as' || key === 'local-as') return
  if (key === 'network') readNetwork(child, value, draft, PATH, reading)
  else if (key === 'address-family') for (const family of child.children ?? []) readFamily(family, draft, reading)
  else if (key === 'parameters') for (const parameter of child.children ?? []) readParameter(parameter, draft, reading)
  else if (key === 'timers') reading.note(child, [...PATH, key], TIMERS)
  else if (key === 'neighbor') {
    const place = ['bgp', 'neighbors', draft.neighbors.length]
    const neighbor = readNeighbor(child, { asNumber: draft.asNumber, path: [...PATH, key, value], place }, reading)
    if (neighbor) draft.neighbors.push(neighbor)
  } else reading.refuse(child, [...PATH, key], 'is not realised by this tool, and may change routes; remove it')
}

function readFamily(family: Statement, draft: Draft, reading: Reading): void {
  const [name = ''] = family.words
  const path = [...PATH, 'address-family', name]
  if (name !== 'ipv4-unicast' && name !== 'ipv6-unicast') {
    reading.refuse(family, path, 'is not realised by this tool; ipv4-unicast and ipv6-unicast are')
    return
  }
  for (const child of family.children ?? []) {
    const [key = '', value = ''] = child.words
    if (key === 'network') readNetwork(child, value, draft, path, reading)
    else {
      const fix = key === 'redistribute' ? 'write network lines instead' : 'remove it'
      reading.refuse(child, [...path, key], `is not realised by this tool, and may change routes; ${fix}`)
    }
  }
}

function readNetwork(statement: Statement, value: string, draft: Draft, path: Path, reading: Reading): void {
  reading.place(['bgp', 'networks', draft.networks.push(value) - 1], statement, [...path, 'network'])
  for (const extra of statement.children ?? [])
    reading.refuse(extra, [...path, 'network', value, extra.words[0] ?? ''], 'is not realised by this tool; remove it')
}

function readParameter(parameter: Statement, draft: Draft, reading: Reading): void {
  const [key = '', value = ''] = parameter.words
  const path = [...PATH, 'parameters', key]
  if (key === 'router-id') {
    draft.routerId = value
    reading.place(['bgp', 'routerId'], parameter, path)
  } else if (key === 'log-neighbor-changes' || key === 'no-fast-external-failover')
    reading.note(parameter, path, 'it changes no route')
  else if (key === 'default' && parameter.children?.every(({ words }) => words[0] === 'no-ipv4-unicast'))
    reading.note(parameter, path, 'routes of a family are exchanged over sessions of that family only')
  else reading.refuse(parameter, path, 'is not realised by this tool, and may change routes; remove it')
}
