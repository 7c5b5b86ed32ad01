import type { FabricModel } from '@underlay/configs'

/**
 * Whether the documents alone say which addresses the nodes of the cluster have: their lines do nothing but add some, and
 * what leaves them alone. A program may do anything, and so may `ip addr del`.
 */
export function knowsAddresses({ servers, stages }: FabricModel): boolean {
  const own = new Set(servers.map(({ name }) => name))
  const runsMore = stages.some(
    ({ node, onEnter, onExit, healthcheck }) =>
      own.has(node) && (onEnter.length > 0 || onExit.length > 0 || healthcheck !== undefined),
  )
  return !runsMore && servers.every(({ exec }) => exec.every(addsOnly))
}

/** Whether no node has more than one interface of the fabric: of several the order is the kernel's. */
export function oneInterfaceEach({ servers }: FabricModel): boolean {
  return servers.every(({ addresses }) => new Set(addresses.map((one) => one.interface)).size <= 1)
}

const verbs = new Set(['add', 'replace', 'change', 'append', 'set'])
const objects = new Set(['a', 'addr', 'address', 'r', 'route', 'l', 'link', 'neigh', 'rule'])
// A device that goes, or gets another name.
const moves = new Set(['name', 'netns', 'down'])
const family = new Set(['-4', '-6'])

function addsOnly([program = '', ...words]: readonly string[]): boolean {
  if (program === 'sysctl') return true
  const [object = '', verb = ''] = words.filter((word) => !family.has(word))
  return program === 'ip' && objects.has(object) && verbs.has(verb) && !words.some((word) => moves.has(word))
}
