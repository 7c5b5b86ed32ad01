import { isCidr } from '../address/cidr.ts'
import { familyOf } from '../address/ip.ts'
import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'

const FAMILIES: ReadonlyMap<string, 4 | 6> = new Map([
  ['cni.projectcalico.org/ipv4pools', 4],
  ['cni.projectcalico.org/ipv6pools', 6],
])

/**
 * The pools of Calico's that a pod asks for by its annotations, by name or CIDR; undefined when it asks for none. Other annotations of Calico's
 * change a pod's network in ways that are not modelled, and are refused.
 *
 * @see https://docs.tigera.io/calico/latest/reference/configure-cni-plugins#using-kubernetes-annotations
 */
export function readIpPools(
  review: Review,
  annotations: Readonly<Record<string, string>>,
  path: Path,
): readonly string[] | undefined {
  const pools: string[] = []
  for (const [key, value] of Object.entries(annotations)) {
    const family = FAMILIES.get(key)
    if (family !== undefined) pools.push(...readList(review, value, family, [...path, key]))
    else if (key.startsWith('cni.projectcalico.org/'))
      review.refuse([...path, key], 'is not modelled by the netns engine; remove it, or use engine kind', 'key')
  }
  return pools.length === 0 ? undefined : pools
}

function readList(review: Review, value: string, family: 4 | 6, path: Path): readonly string[] {
  const list = parse(value)
  if (list === undefined || list.length === 0) {
    review.refuse(path, `must be a JSON list of pools such as '["pool0"]', is '${value.slice(0, 60)}'`)
    return []
  }
  const other = list.find((pool) => isCidr(pool) && familyOf(pool) !== family)
  if (other !== undefined) review.refuse(path, `holds ${other}, which is no IPv${family} pool`)
  return list
}

function parse(value: string): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(value)
    return Array.isArray(list) && list.every((entry) => typeof entry === 'string') ? list : undefined
  } catch {
    return undefined
  }
}
