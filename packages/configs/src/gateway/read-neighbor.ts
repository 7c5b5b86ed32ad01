import { familyOf, isIp } from '../address/ip.ts'
import type { Path } from '../document/path.ts'
import type { Statement } from './config-boot-tree.ts'
import type { GatewayNeighbor } from './config.ts'
import type { Reading } from './reading.ts'

const NOTED: Readonly<Record<string, string>> = {
  timers: 'the lab has timers of its own, under which sessions come up in a second',
  'advertisement-interval': 'the lab announces at once',
}

type Draft = { -readonly [K in keyof GatewayNeighbor]: GatewayNeighbor[K] }

/** Where a neighbour stands, and the gateway's own AS. */
interface Place {
  readonly asNumber: number | undefined
  readonly path: Path
  readonly place: Path
}

/** Reads a `neighbor` block; undefined when it has no remote AS, which is refused. */
export function readNeighbor(
  section: Statement,
  { asNumber, path, place }: Place,
  reading: Reading,
): GatewayNeighbor | undefined {
  const [, address = ''] = section.words
  const draft: Draft = { address, remoteAs: 0 }
  const families = new Set<string>()
  reading.place([...place, 'address'], section, path)
  for (const child of section.children ?? []) {
    const [key = '', value = ''] = child.words
    const at = [...path, key]
    if (key === 'remote-as') {
      const number = value === 'internal' ? asNumber : value
      draft.remoteAs = /^\d{1,10}$/.test(String(number)) ? Number(number) : Number.NaN
      reading.place([...place, 'remoteAs'], child, at)
    } else if (key === 'description') {
      draft.description = value
      reading.place([...place, 'description'], child, at)
    } else if (key === 'passive') draft.passive = true
    else if (key === 'address-family') {
      for (const family of child.children ?? []) {
        families.add(family.words[0] ?? '')
        readFamily(family, draft, { path: at, place }, reading)
      }
    } else if (Object.hasOwn(NOTED, key)) reading.note(child, at, NOTED[key] ?? '')
    else reading.refuse(child, at, 'is not realised by this tool, and may change routes; remove it')
  }
  // VyOS opens IPv4 by itself, and IPv6 only where it is written.
  if (isIp(address) && familyOf(address) === 6 && !families.has('ipv6-unicast'))
    reading.refuse(section, path, 'exchanges no IPv6 routes; add address-family { ipv6-unicast { } }')
  if (draft.remoteAs !== 0) return draft
  reading.refuse(section, path, 'has no remote-as; add one')
  return undefined
}

function readFamily(family: Statement, draft: Draft, { path, place }: Omit<Place, 'asNumber'>, reading: Reading): void {
  const [name = ''] = family.words
  const own = isIp(draft.address) ? `ipv${familyOf(draft.address)}-unicast` : name
  if (name !== own) {
    reading.refuse(family, [...path, name], `is not realised over a session with ${draft.address}; only ${own} is`)
    return
  }
  for (const child of family.children ?? []) {
    const [key = ''] = child.words
    if (key === 'route-reflector-client') {
      draft.routeReflectorClient = true
      reading.place([...place, 'routeReflectorClient'], child, [...path, name, key])
    } else reading.refuse(child, [...path, name, key], 'is not realised by this tool, and may change routes; remove it')
  }
}
