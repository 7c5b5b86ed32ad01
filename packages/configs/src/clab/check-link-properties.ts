import { interfaceNameFault } from '../address/names.ts'
import type { Review } from '../document/review.ts'
import type { FabricEndpoint } from './fabric.ts'
import type { ReadLink } from './read-link.ts'
import { tagged } from './wiring.ts'

/** Refuses VLANs and impairments that a link cannot have. */
export function checkLinkProperties(
  review: Review,
  link: ReadLink,
  roles: ReadonlyMap<string, FabricEndpoint['role']>,
): void {
  const path = [...link.path, 'vars', 'underlay']
  if (link.vlan) checkVlan(review, link, [...path, 'vlan'], roles)
  const { impairment } = link
  if (impairment?.jitterMs !== undefined && impairment.delayMs === undefined)
    review.refuse([...path, 'impairment', 'jitterMs'], 'needs delayMs: jitter is what a delay varies by')
}

function checkVlan(
  review: Review,
  { type, endpoints, vlan }: ReadLink,
  path: readonly (string | number)[],
  roles: ReadonlyMap<string, FabricEndpoint['role']>,
): void {
  const { access, trunk, native } = vlan as { access?: number; trunk?: readonly number[]; native?: number }
  const nodes = endpoints.filter(({ node }) => roles.get(node) !== 'bridge')
  if ((access === undefined) === (trunk === undefined))
    return review.refuse(path, 'is either access: <tag> or trunk: [<tag>, …]')
  if (type !== 'veth' && type !== 'veth-stitch')
    return review.refuse(path, `is not realised on a link of type ${type}; use type: veth`)
  if (access !== undefined) {
    if (native !== undefined) review.refuse([...path, 'native'], 'belongs to a trunk')
    if (nodes.length === endpoints.length)
      review.refuse(path, 'access needs a bridge at one end, whose port has the VLAN')
    return
  }
  if (trunk === undefined || trunk.length === 0) return review.refuse([...path, 'trunk'], 'has no tag')
  for (const [index, tag] of trunk.entries()) {
    if (trunk.indexOf(tag) < index) review.refuse([...path, 'trunk', index], `${tag} stands twice; remove one`)
  }
  if (native !== undefined && trunk.includes(native))
    review.refuse([...path, 'native'], `${native} is in the trunk with a tag already`)
  for (const { interface: name, path: at } of nodes) {
    const fault = tagged(name, trunk)
      .map((device) => interfaceNameFault(device))
      .find((found) => found !== undefined)
    if (fault !== undefined) review.refuse(at, fault)
  }
}
