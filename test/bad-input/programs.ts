import { parseRoutes } from '@underlay/sdk'
import { parseFrrSessions } from '../../packages/sdk/src/bgp/parse-frr.ts'
import { jsonRows } from '../../packages/sdk/src/host/json-rows.ts'
import type { BadInput } from './bad-input.ts'

const routes = (output: string): Omit<BadInput, 'title' | 'says'> => ({
  give: () => parseRoutes(output),
  error: 'LabError',
  place: 'ip -j route wrote something else than it should',
  fix: 'run ip -j route there, and see',
})

/** What programs in a node's image say: the image may be a stranger's. */
export const programs: readonly BadInput[] = [
  { title: 'an `ip` that writes text', ...routes('usage: ip'), says: 'usage: ip' },
  { title: 'an `ip` that writes no objects', ...routes('[1, null]'), says: '[1, null]' },
  { title: 'an `ip` whose routes have no destination', ...routes('[{"dst": 5}]'), says: '[{"dst": 5}]' },
  { title: 'an `ip` that writes an object', ...routes('{"dst": "default"}'), says: '{"dst": "default"}' },
  { title: 'an `ip` that clears the terminal', ...routes('\u001B[2J'), says: '' },
  { title: 'an `ip` that writes a mebibyte', ...routes('x'.repeat(1024 * 1024)), says: 'xxxx' },
  {
    title: 'devices without names',
    give: () => jsonRows('[{"mtu": 1500}]', 'ip -j link', ['ifname' as never]),
    error: 'LabError',
    place: 'ip -j link wrote something else than it should',
    says: '[{"mtu": 1500}]',
    fix: 'run ip -j link there, and see',
  },
  {
    title: 'a `vtysh` that refuses',
    give: () => parseFrrSessions('gw0', '% BGP instance not found'),
    error: 'LabError',
    place: 'vtysh -c show bgp summary json wrote something else than it should',
    says: '% BGP instance not found',
    fix: 'there, and see',
  },
]
