import { carryOut, once, runAt } from '../carry-out.ts'
import { reachableCheck } from '../checks.ts'
import type { Fault } from '../fault.ts'
import { tunnelTo } from '../routes-of-blocks.ts'

const name = 'net/ipv4/conf/all/rp_filter'

export const rpFilter: Fault = {
  name: 'rp-filter',
  title: 'Strict reverse path filtering where the ways differ',
  does: 'The node in the same rack answers through its tunnel, as in the mode Always, and its `rp_filter` is 1.',
  symptom:
    'What arrives plainly, and would be answered through the tunnel, is dropped without a word; the counter TcpExtIPReversePathFilter rises.',
  knownFrom: [],
  assertion: 'assertReachable',
  cause: /rp_filter .*conf\.all\.rp_filter = 1/,
  apply: async (site) => {
    const { place } = site.near
    const before = (await runAt(site.cluster, place, `cat /proc/sys/${name}`)).trim()
    const routes = await tunnelTo(site, site.near, site.node)
    try {
      const filter = await carryOut(site.cluster, [
        { place, command: `sysctl -w ${name}=1`, undo: `sysctl -w ${name}=${before}` },
      ])
      return {
        changes: [...routes.changes, ...filter.changes],
        undo: [...filter.undo, ...routes.undo],
        takeBack: once(async () => {
          await filter.takeBack()
          await routes.takeBack()
        }),
      }
    } catch (error) {
      await routes.takeBack()
      throw error
    }
  },
  check: (site) => reachableCheck(site, 'near'),
}
