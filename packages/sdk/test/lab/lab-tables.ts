import { run } from '../../src/host/run.ts'
import { observeLab, type Cluster } from '../../src/index.ts'

// What observeLab does not look at: rules, settings, queues, and the bridges.
const script = `
nft -s list ruleset 2>/dev/null
grep -H . /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/*/rp_filter /proc/sys/net/ipv4/conf/*/proxy_arp
tc qdisc
ip -o link | sed 's/^[0-9]*: \\([^@:]*\\)[^<]*<\\([^>]*\\)> mtu \\([0-9]*\\).*/\\1 \\2 \\3/'
bridge link | sed 's/.*mtu/mtu/'
cat /run/bird/"$1".conf 2>/dev/null
true`

/** All tables of a lab, or of some places, that decide about its packets, but for what is learned by traffic. */
export async function labTables(cluster: Cluster, only?: readonly string[]): Promise<unknown> {
  const { places } = await observeLab(cluster, only && { places: only })
  const { fabric } = cluster.internals.model()
  const names = only ?? [...Object.keys(places), ...(fabric?.bridges ?? [])]
  const more = names.map(async (place): Promise<[string, string]> => {
    return [place, inOrder(await run(cluster.internals, place, ['sh', '-c', script, 'tables', place]))]
  })
  const declared = Object.entries(places).map(([place, seen]) => [
    place,
    {
      ...seen,
      neighbours: seen.neighbours?.filter(({ permanent }) => permanent).toSorted(by(({ address }) => address)),
      fdb: seen.fdb?.filter(({ permanent }) => permanent).toSorted(by(({ mac, device }) => `${device} ${mac}`)),
      interfaces: seen.interfaces?.toSorted(by(({ name }) => name)),
      // An order by the kernel's tree: the same routes are in it in the same order.
      ipv4Routes: seen.ipv4Routes?.toSorted(by(({ destination }) => destination)),
    },
  ])
  return { declared: Object.fromEntries(declared), more: Object.fromEntries(await Promise.all(more)) }
}

// Tables and devices that were made anew come last.
function inOrder(said: string): string {
  return said
    .trim()
    .split(/\n(?=\S)(?!\})/)
    .toSorted()
    .join('\n')
}

function by<T>(key: (one: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : 1)
}
