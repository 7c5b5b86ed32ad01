import { expect, test } from 'vitest'
import { formatRoute, parseRoutes } from '../../../src/routes/routes.ts'
import { recording } from '../recording.ts'

const recorded = parseRoutes(recording('control-plane.route.json'))
const to = (destination: string) => recorded.find((route) => route.destination === destination)

test('the routes of a real node, by their meaning', () => {
  expect(recorded.map(formatRoute)).toEqual([
    'default via 10.1.5.1 dev net0',
    '10.1.5.0/24 dev net0 src 10.1.5.10',
    'blackhole 10.98.81.0/26',
    '10.98.81.1 dev cali85328766978',
    '10.98.81.2 dev cali22ff66ccd93',
    '10.98.81.3 dev calicbb36b72132',
    '10.98.81.4 dev cali0aaab42b9f5',
    '10.98.85.128/26 via 10.1.5.11 dev net0 onlink',
    '10.98.193.192/26 via 10.98.193.192 dev vxlan.calico onlink mtu 1450',
    '10.98.241.128/26 via 10.98.241.128 dev vxlan.calico onlink mtu 1450',
    '172.18.0.0/16 dev eth0 src 172.18.0.4',
  ])
})

test('a route has all that `ip -j route` says of it', () => {
  expect(to('10.98.241.128/26')).toEqual({
    family: 4,
    type: 'unicast',
    destination: '10.98.241.128/26',
    device: 'vxlan.calico',
    nextHop: '10.98.241.128',
    source: undefined,
    onlink: true,
    mtuBytes: 1450,
    protocol: undefined,
    metric: undefined,
  })
  expect(to('10.98.81.0/26')).toMatchObject({ type: 'blackhole', device: undefined, protocol: '80', onlink: false })
  expect(to('10.98.81.4')).toMatchObject({ device: 'cali0aaab42b9f5', metric: 1024, nextHop: undefined })
})

// `ip -j -6 route` of a 6.18 kernel.
const ipv6 = `[
  {"dst":"fd00:9::/64","metric":1024,"flags":[],"pref":"medium","nexthops":[{"gateway":"fd00:10:1:5::1","dev":"net0","weight":1,"flags":[]},{"gateway":"fd00:10:1:5::2","dev":"net0","weight":1,"flags":[]}]},
  {"dst":"fd00:10:1:5::/64","dev":"net0","protocol":"kernel","metric":256,"flags":[],"pref":"medium"},
  {"type":"blackhole","dst":"fd00:10:98:40::/122","dev":"lo","protocol":"80","metric":1024,"flags":[],"pref":"medium"},
  {"dst":"fd00:10:98:80::/122","gateway":"fd00:10:1:8::10","dev":"net0","metric":1024,"flags":["onlink"],"metrics":[{"mtu":1430}],"pref":"medium"},
  {"dst":"fe80::/64","dev":"p0","protocol":"kernel","metric":256,"flags":[],"pref":"medium"},
  {"dst":"default","gateway":"fd00:10:1:5::1","dev":"net0","metric":1024,"flags":[],"pref":"medium"}
]`

test('IPv6 routes have the same form; several next hops are several routes, those that every device has are left out', () => {
  const routes = parseRoutes(ipv6, 6)
  expect(new Set(routes.map(({ family }) => family))).toEqual(new Set([6]))
  expect(routes.map(formatRoute)).toEqual([
    'fd00:9::/64 via fd00:10:1:5::1 dev net0',
    'fd00:9::/64 via fd00:10:1:5::2 dev net0',
    'fd00:10:1:5::/64 dev net0',
    'blackhole fd00:10:98:40::/122',
    'fd00:10:98:80::/122 via fd00:10:1:8::10 dev net0 onlink mtu 1430',
    'default via fd00:10:1:5::1 dev net0',
  ])
})

test('an IPv4 route by a next hop of IPv6', () => {
  const [route] = parseRoutes(
    '[{"dst":"10.8.0.0/16","via":{"family":"inet6","host":"fd00::1"},"dev":"net0","flags":[]}]',
  )
  expect(route).toMatchObject({ family: 4, nextHop: 'fd00::1', device: 'net0' })
})

test('no routes at all: ip says nothing', () => {
  expect(parseRoutes('', 6)).toEqual([])
})

test('who made a route, and how it ranks, is not in its text', () => {
  const [bird] = parseRoutes(
    '[{"dst":"10.98.85.128/26","gateway":"10.1.5.11","dev":"net0","protocol":"bird","metric":32}]',
  )
  expect(bird && formatRoute(bird)).toBe('10.98.85.128/26 via 10.1.5.11 dev net0')
})
