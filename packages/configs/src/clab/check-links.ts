import { isIpv4Cidr, isIpv6Cidr } from '../address/cidr.ts'
import { interfaceNameFault } from '../address/names.ts'
import type { Review } from '../document/review.ts'
import { didYouMean } from '../issue/suggest.ts'
import { BRIDGES } from './node-place.ts'
import type { ReadEndpoint, ReadLink } from './read-link.ts'
import type { ResolvedNode } from './resolve-node.ts'

interface Known {
  readonly names: ReadonlySet<string>
  readonly nodes: readonly ResolvedNode[]
  readonly places: ReadonlyMap<string, string>
}

type Owners = Map<string, Pick<ReadEndpoint, 'node' | 'interface'>>

const MAC = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i
const LAB_OWN = /^(?:lo|eth0|(?:kind|clab)\d+|br-kind|br-clab)$/

/** Refuses links to nowhere, endpoints that are used twice, names and addresses that are none; returns the whole links. */
export function checkLinks(review: Review, links: readonly ReadLink[], known: Known): readonly ReadLink[] {
  const owners: Owners = new Map()
  const bridges = new Set(known.nodes.filter(({ kind }) => kind === 'bridge').map(({ name }) => name))
  return links.filter((link) => {
    const sound = link.endpoints.map((endpoint) => checkEnd(review, endpoint, known, owners))
    for (const endpoint of link.endpoints) checkAddresses(review, endpoint, bridges)
    checkHostInterface(review, link, owners)
    return !sound.includes(false)
  })
}

// A link without a sound end at a node makes no interface there.
function checkEnd(review: Review, endpoint: ReadEndpoint, { names, places }: Known, owners: Owners): boolean {
  const { node, interface: name, mac, path } = endpoint
  if (!names.has(node)) review.refuse(path, () => `'${node}' is no node of this topology${didYouMean(node, names)}`)
  const nameFault = interfaceNameFault(name)
  if (nameFault) review.refuse(path, nameFault)
  if (mac !== undefined && !MAC.test(mac))
    review.refuse(path, `'${mac}' is not a MAC address such as 02:42:0a:01:05:0a`)
  const place = places.get(node)
  const key = `${place ?? node}:${name}`
  const owner = owners.get(key)
  if (owner?.node === node)
    review.refuse(path, `${node}:${name} is an endpoint of another link already; choose another interface`)
  else if (owner) {
    const why = place === BRIDGES ? 'bridges share a namespace' : 'they share a network'
    const what = place === BRIDGES ? 'a port' : 'an interface'
    review.refuse(path, `${node}:${name}: ${owner.node} has ${what} of this name too, and ${why}; choose another`)
  } else owners.set(key, endpoint)
  return names.has(node) && nameFault === undefined
}

function checkAddresses(
  review: Review,
  { node, interface: name, addresses }: ReadEndpoint,
  bridges: ReadonlySet<string>,
) {
  for (const { value, path } of addresses) {
    const isSix = path.includes('ipv6')
    if (isSix ? !isIpv6Cidr(value) : !isIpv4Cidr(value)) {
      const example = isSix ? 'IPv6 CIDR such as fd00:5::10/64' : 'IPv4 CIDR such as 10.1.5.10/24'
      review.refuse(path, `'${value}' is not an ${example}`)
    } else if (bridges.has(node))
      review.refuse(path, `${node}:${name} is a bridge's port, which has no address; give it to a node`)
  }
}

function checkHostInterface(review: Review, { type, hostInterface }: ReadLink, owners: Owners): void {
  if (!hostInterface) return
  const { value: name, path } = hostInterface
  const fault = interfaceNameFault(name)
  if (fault) return review.refuse(path, fault)
  if (LAB_OWN.test(name) && type !== 'macvlan')
    return review.refuse(path, `'${name}' is a device of the lab's own outside; choose another name`)
  // Several macvlans have one parent, which may be another link's end.
  if (type === 'macvlan') return
  if (owners.has(`outside:${name}`))
    review.refuse(path, `another link has an end ${name} outside already; choose another`)
  else owners.set(`outside:${name}`, { node: 'outside', interface: name })
}
