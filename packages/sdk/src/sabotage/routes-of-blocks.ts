import { blockAddress } from '@underlay/configs'
import { LabStateError } from '../errors.ts'
import { editBird } from './bird-config.ts'
import { carryOut, runAt } from './carry-out.ts'
import type { AppliedChange } from './fault.ts'
import type { FaultSite, SiteNode } from './site.ts'

/** The first block of a node, which the others have a route to. @throws LabStateError when it has none. */
export function blockOf({ place, blocks }: SiteNode): string {
  const [block] = blocks
  if (block === undefined) throw new LabStateError(`${place} has no block of pod addresses`)
  return block
}

/** A route of the main table as `ip route` shows it. @throws LabStateError when it is not there. */
export async function shownRoute({ cluster }: FaultSite, place: string, destination: string): Promise<string> {
  const [line = ''] = (await runAt(cluster, place, `ip route show ${destination}`)).split('\n')
  if (line === '') throw new LabStateError(`${place} has no route to ${destination}`)
  return line.trim().replaceAll(/ +/g, ' ')
}

/** Makes a node send to the block of one in its rack through the tunnel, as it does in the mode Always. */
export async function tunnelTo(site: FaultSite, node: SiteNode, peer: SiteNode): Promise<AppliedChange> {
  const block = blockOf(peer)
  if (site.cni.tunnel?.encapsulation === 'ipip') {
    return editBird(site, {
      node,
      find: / && !\(bgp_next_hop ~ [^)]*\)(?=.*tunl0)/,
      replacement: '',
      what: 'the condition !(bgp_next_hop ~ NETWORK) of tunl0 removed',
      route: block,
    })
  }
  const before = await shownRoute(site, node.place, block)
  const { device = '' } = site.cni.tunnel ?? {}
  const [line = ''] = (await runAt(site.cluster, node.place, `ip route show dev ${device}`)).split('\n')
  const [mtu = ''] = / mtu \d+/.exec(line) ?? []
  const through = `${block} via ${blockAddress(block, 0)} dev ${device} onlink${mtu}`
  return carryOut(site.cluster, [
    { place: node.place, command: `ip route replace ${through}`, undo: `ip route replace ${before}` },
  ])
}
