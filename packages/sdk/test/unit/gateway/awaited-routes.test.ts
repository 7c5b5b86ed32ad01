import { expect, test } from 'vitest'
import type { GatewayBgp, GatewayNeighbor } from '@underlay/configs'
import { awaitedRoutes } from '../../../src/gateway/awaited-routes.ts'
import type { PlannedGateway } from '../../../src/gateway/plan-gateway.ts'

function near(remoteAs: number | undefined, link: number, host: number): GatewayNeighbor[] {
  if (remoteAs === undefined) return []
  return [`10.2.${link}.${host}`, `fd00:2:${link + 1}::${host}`].map((address) => ({ address, remoteAs }))
}

/** Gateways in a row, each with a rack of its own: gw0 – gw1 – gw2, the link of n and n + 1 is 10.2.n.0/24 and fd00:2:n::/64. */
function row(numbers: readonly number[], change: (bgp: GatewayBgp, index: number) => GatewayBgp = (bgp) => bgp) {
  return numbers.map((asNumber, index): PlannedGateway => {
    const bgp = {
      asNumber,
      neighbors: [...near(numbers[index - 1], index - 1, 1), ...near(numbers[index + 1], index, 2)],
      networks: [`10.1.${index}.0/24`, `fd00:1:${index + 1}::/64`],
    }
    const interfaces = [
      { name: 'eth1', addresses: [`10.1.${index}.1/24`, `fd00:1:${index + 1}::1/64`] },
      { name: 'eth2', addresses: [`10.2.${index - 1}.2/24`, `fd00:2:${index}::2/64`].filter(() => index > 0) },
      { name: 'eth3', addresses: [`10.2.${index}.1/24`, `fd00:2:${index + 1}::1/64`] },
    ]
    const gateway = { hostName: `gw${index}`, interfaces, sourceNat: [], bgp: change(bgp, index) }
    return { name: `gw${index}`, kind: 'frr', gateway }
  })
}
const rack = (index: number) => [`10.1.${index}.0/24`, `fd00:1:${index + 1}::/64`]
const told = (gateways: readonly PlannedGateway[]) =>
  [...awaitedRoutes(gateways)].map(([name, networks]) => [name, networks.toSorted()]).toSorted()

test('each gateway hears of the racks of all the others', () => {
  expect(told(row([65000, 65001, 65002]))).toEqual([
    ['gw0', [...rack(1), ...rack(2)].toSorted()],
    ['gw1', [...rack(0), ...rack(2)].toSorted()],
    ['gw2', [...rack(0), ...rack(1)].toSorted()],
  ])
})

test('an AS hears nothing of itself by another one, and passes nothing on inside', () => {
  expect(told(row([65000, 65001, 65000]))).toEqual([
    ['gw0', rack(1)],
    ['gw1', [...rack(0), ...rack(2)].toSorted()],
    ['gw2', rack(1)],
  ])
  expect(told(row([65000, 65000, 65000]))).toEqual([
    ['gw0', rack(1)],
    ['gw1', [...rack(0), ...rack(2)].toSorted()],
    ['gw2', rack(1)],
  ])
})

test('nothing is expected of a session that one end is not told of, or is told the wrong AS of', () => {
  const deaf = row([65000, 65001], (bgp, index) => (index === 1 ? { ...bgp, neighbors: [] } : bgp))
  expect(told(deaf)).toEqual([])
  const wrong = row([65000, 65001], (bgp, index) => (index === 1 ? { ...bgp, asNumber: 65009 } : bgp))
  expect(told(wrong)).toEqual([])
})

test('what a gateway announces itself it is not told', () => {
  const shared = row([65000, 65001], (bgp) => ({ ...bgp, networks: ['10.9.0.0/16'] }))
  expect(told(shared).flatMap(([, networks]) => networks)).toEqual([])
})

test('gateways without BGP hear nothing', () => {
  const gateway = { hostName: 'gw0', interfaces: [], sourceNat: [] }
  expect(awaitedRoutes([{ name: 'gw0', kind: 'linux', gateway }]).size).toBe(0)
})
