import { editBird } from '../bird-config.ts'
import { carryOut } from '../carry-out.ts'
import { pathCheck } from '../checks.ts'
import type { Fault } from '../fault.ts'
import { blockOf, shownRoute } from '../routes-of-blocks.ts'

export const missingRoute: Fault = {
  name: 'missing-route',
  title: 'The on-link route to a block is missing',
  does: 'The node loses its route through the tunnel to the block of a node in another rack; with IPIP its BIRD no longer exports it to the kernel.',
  symptom:
    'Packets for those pods leave by the default route, unencapsulated, and die at a gateway that knows no pods.',
  knownFrom: [],
  repairedBy: 'installCalico',
  assertion: 'assertPath',
  cause: /no route to \S+\/\d+, the block of \S+: \S+ goes by the default route/,
  apply: async (site) => {
    const block = blockOf(site.far)
    if (site.cni.tunnel?.encapsulation === 'ipip') {
      return editBird(site, {
        node: site.node,
        find: /(filter to_kernel4 \{)/,
        replacement: `$1\n  if net = ${block} then reject;`,
        what: `"if net = ${block} then reject;" in the filter to_kernel4`,
        route: block,
      })
    }
    const { place } = site.node
    const before = await shownRoute(site, place, block)
    return carryOut(site.cluster, [{ place, command: `ip route del ${block}`, undo: `ip route replace ${before}` }])
  },
  check: (site) => pathCheck(site, 'far'),
}
