import { expect, test } from 'vitest'
import { clusterOf } from '../../../src/cluster/cluster.ts'
import { UnknownNameError } from '../../../src/errors.ts'
import { readRoutes, routedPlaces } from '../../../src/report/report-routes.ts'
import { fakeEngine } from '../cluster/fake-engine.ts'
import { fakeHost } from '../fake-host.ts'
import { cluster as model, fabric } from '../reference-lab.ts'

const { lab: engine } = fakeEngine('netns')
const lab = { ...engine.model(), fabric }

test('the places with routes are nodes and gateways', () => {
  expect(routedPlaces(lab, [])).toEqual(['control-plane', 'worker', 'worker2', 'worker3', 'gw0'])
})

test('of very many places those count that were captured at', () => {
  const [first] = model.nodes
  const nodes = Array.from({ length: 500 }, (_, index) => ({ ...first, shortName: `worker${index}` }))
  const large = { ...lab, fabric: undefined, cluster: { ...model, nodes } as typeof model }
  expect(routedPlaces(large, ['worker7:eth0', 'worker9:eth0', 'worker9:tunl0'])).toEqual(['worker7', 'worker9'])
})

test('routes are rows; a place that does not answer is told, and takes nothing from the others', async () => {
  const table = [
    { dst: 'default', gateway: '10.1.5.1', dev: 'net0', protocol: 'static' },
    { type: 'blackhole', dst: '10.98.81.0/26', dev: 'lo', prefsrc: '10.98.81.0' },
  ]
  const { host } = fakeHost(() => ({ stdout: JSON.stringify(table) }))
  const spawn: typeof host.spawn = (place, ...rest) => {
    if (place === 'gw0') throw new UnknownNameError('gw0 has ended')
    return host.spawn(place, ...rest)
  }
  const cluster = clusterOf({ ...engine, spawn: async (...given) => spawn(...given) }, 'visitor')
  expect(await readRoutes(cluster, ['worker', 'gw0'])).toEqual({
    routes: [
      {
        place: 'worker',
        routes: [
          { destination: 'default', via: '10.1.5.1', device: 'net0', protocol: 'static' },
          { destination: 'blackhole 10.98.81.0/26', source: '10.98.81.0' },
        ],
      },
    ],
    missing: [
      {
        outcome: 'inconclusive',
        summary: 'gw0: its routes could not be read',
        message: expect.stringContaining('gw0 has ended'),
      },
    ],
  })
})
