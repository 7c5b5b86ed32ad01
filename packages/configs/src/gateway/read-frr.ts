import type { FrrLine } from './frr-lines.ts'
import type { GatewayConfig, GatewayInterface, StaticRoute } from './config.ts'
import type { FrrBgp } from './read-frr-bgp.ts'
import { openFrrBgp, readFrrBgpLine, settleFrrBgp } from './read-frr-bgp.ts'
import type { FrrInterface } from './read-frr-interface.ts'
import { openFrrInterface, readFrrInterfaceLine } from './read-frr-interface.ts'
import type { Reading } from './reading.ts'

const HARMLESS = 'it changes nothing of what the gateway forwards'
const NOTED = 'agentx banner debug domainname enable line log password service username zebra'.split(' ')

/** Everything that was read up to a line, and what the next line may belong to. */
interface Draft {
  hostName: string
  readonly interfaces: GatewayInterface[]
  readonly staticRoutes: StaticRoute[]
  bgp?: FrrBgp
  isDatacenter: boolean
  /** `no ipv6 forwarding`, which FRR writes into every configuration of a router without IPv6. */
  noIpv6Forwarding?: FrrLine
  open?: { readonly interface: FrrInterface } | { readonly bgp: FrrBgp }
}

/** Derives the gateway from the lines of an `frr.conf`. As in FRR a line that its section does not know ends the section. */
export function readFrr(lines: readonly FrrLine[], reading: Reading): GatewayConfig {
  const draft: Draft = { hostName: 'frr', interfaces: [], staticRoutes: [], isDatacenter: false }
  for (const line of lines) {
    if (draft.open && 'interface' in draft.open && readFrrInterfaceLine(line, draft.open.interface, reading)) continue
    if (draft.open && 'bgp' in draft.open && readFrrBgpLine(line, draft.open.bgp, reading)) continue
    delete draft.open
    readTop(line, draft, reading)
  }
  const { hostName, interfaces, staticRoutes, bgp, isDatacenter, noIpv6Forwarding } = draft
  if (noIpv6Forwarding) readNoIpv6Forwarding(noIpv6Forwarding, interfaces, reading)
  const gateway = { hostName, interfaces, sourceNat: [], ...(staticRoutes.length > 0 && { staticRoutes }) }
  return bgp ? { ...gateway, bgp: settleFrrBgp(bgp, isDatacenter, reading) } : gateway
}

function readTop(line: FrrLine, draft: Draft, reading: Reading): void {
  const [first = '', second = '', third = ''] = line.words
  const path = [line.words.slice(0, 2).join(' ')]
  if (first === 'hostname') {
    draft.hostName = second
    reading.place(['hostName'], line, ['hostname'])
  } else if (first === 'interface') draft.open = { interface: openFrrInterface(line, draft.interfaces, reading) }
  else if (first === 'router' && second === 'bgp' && draft.bgp)
    reading.refuse(line, path, 'stands twice; only one BGP instance is realised')
  else if (first === 'router' && second === 'bgp') {
    draft.bgp = openFrrBgp(line, reading)
    draft.open = { bgp: draft.bgp }
  } else if ((first === 'ip' || first === 'ipv6') && second === 'route') readRoute(line, draft, reading)
  else if (first === 'frr' && second === 'defaults') draft.isDatacenter = third === 'datacenter'
  else if ((first === 'ip' || first === 'ipv6') && second === 'forwarding') return
  else if (first === 'no' && second === 'ipv6' && third === 'forwarding') draft.noIpv6Forwarding = line
  else if ((first === 'frr' && second === 'version') || first === 'exit' || first === 'end') return
  else if (NOTED.includes(first) || (first === 'no' && NOTED.includes(second)) || second === 'nht')
    reading.note(line, path, HARMLESS)
  else reading.refuse(line, path, 'is not realised by this tool, and may change what is forwarded; remove it')
}

function readNoIpv6Forwarding(line: FrrLine, interfaces: readonly GatewayInterface[], reading: Reading): void {
  const path = ['no ipv6 forwarding']
  const all = interfaces.flatMap(({ addresses, vlans = [] }) => [addresses, ...vlans.map((vlan) => vlan.addresses)])
  if (all.flat().some((address) => address.includes(':')))
    reading.refuse(line, path, 'is not realised by this tool: a gateway forwards both families that it has; remove it')
  else reading.note(line, path, 'the gateway has no IPv6 address')
}

function readRoute(line: FrrLine, draft: Draft, reading: Reading): void {
  const [family = '', , destination = '', nextHop = '', ...more] = line.words
  const path = [`${family} route ${destination}`]
  if (nextHop === '' || more.length > 0) {
    const form = `${family} route ${family === 'ip' ? '10.99.0.0/16 10.1.5.10' : 'fd00:99::/48 fd00:10:1:5::10'}`
    reading.refuse(line, path, `is not realised by this tool in this form; write it as ${form}`)
    return
  }
  const place = ['staticRoutes', draft.staticRoutes.push({ destination, nextHop }) - 1]
  reading.place(place, line, path)
}
