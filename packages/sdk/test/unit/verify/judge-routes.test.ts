import { expect, test } from 'vitest'
import { judgeOwnRoute } from '../../../src/verify/judge-routes.ts'
import { aCluster } from './a-cluster.ts'

const pool = { ipip: 'Never', vxlan: 'Always', natOutgoing: true } as const
const pools = [
  { ...pool, cidr: '10.98.0.0/16', tunnel: { device: 'vxlan.calico', encapsulation: 'vxlan' } },
  { ...pool, cidr: 'fd00:98::/64', tunnel: { device: 'vxlan-v6.calico', encapsulation: 'vxlan' } },
] as const

test.for([
  ['10.98.1.2', 'vxlan.calico', 'pass'],
  ['10.98.1.2', 'eth0', 'fail'],
  ['fd00:98::2', 'vxlan-v6.calico', 'pass'],
  ['fd00:98::2', 'vxlan.calico', 'fail'],
] as const)('to %s by %s: %s, because each family has its own tunnel', async ([address, device, outcome]) => {
  const nodes = { a: ['10.1.0.1', 'fd00:1::1'], b: ['10.1.0.2', 'fd00:1::2'] }
  const { cluster } = aCluster({ nodes, ipFamily: 'dual', cni: { pools } }, () => ({
    stdout: JSON.stringify([{ dst: address, dev: device }]),
  }))
  const end = (node: string, own: string) => {
    const endpoint = { place: `pod/app-${node}`, address: own, addresses: [own], cluster }
    return { name: endpoint.place, node, address: own, taps: [], endpoint }
  }
  const family = address.includes(':') ? 6 : 4
  const direction = {
    from: end('a', family === 6 ? 'fd00:98::1' : '10.98.0.2'),
    to: end('b', address),
    family,
  } as const
  const judged = await judgeOwnRoute(cluster, direction, { encapsulation: 'vxlan', reason: 'vxlan Always' })
  expect(judged).toMatchObject({ layer: 'route', outcome, actual: `dev ${device} on the link` })
})
