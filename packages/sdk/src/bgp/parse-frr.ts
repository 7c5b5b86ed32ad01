import { compareAddresses, isIp } from '@underlay/configs'
import type { BgpSession } from './session.ts'
import { jsonObject } from '../host/json-rows.ts'

interface FrrPeer {
  readonly remoteAs: number
  readonly localAs: number
  readonly state: string
  readonly pfxRcd?: number
  readonly pfxSnt?: number
}

/**
 * The BGP sessions in what `vtysh -c 'show bgp summary json'` says: neighbours by address, in each address family.
 *
 * @see https://docs.frrouting.org/en/stable-8.4/bgp.html#displaying-bgp-information
 */
export function parseFrrSessions(node: string, output: string): BgpSession[] {
  const families = jsonObject<Readonly<Record<string, { readonly peers?: Readonly<Record<string, FrrPeer>> } | null>>>(
    output,
    'vtysh -c show bgp summary json',
  )
  const listed = Object.values(families).flatMap((family) => Object.entries(family?.peers ?? {}))
  const peers = listed.filter(([neighbor, peer]) => isIp(neighbor) && typeof peer === 'object')
  const sessions = peers.map(([neighbor, peer]) => ({
    node,
    name: neighbor,
    state: peer.state,
    neighbor,
    remoteAs: peer.remoteAs,
    localAs: peer.localAs,
    prefixesReceived: peer.pfxRcd ?? 0,
    prefixesSent: peer.pfxSnt ?? 0,
  }))
  return sessions.toSorted((a, b) => compareAddresses(a.neighbor, b.neighbor))
}
