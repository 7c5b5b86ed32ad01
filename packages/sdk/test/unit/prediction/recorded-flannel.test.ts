import { describeCluster, describeFabric, flannelCni, flannelSettings, type FlannelOptions } from '@underlay/configs'
import { predictPath, type PathHeader, type PathLab, type PredictedWay } from '@underlay/evidence'
import { describe, expect, test } from 'vitest'
import { calicoIpipCrossSubnet, type LabSnapshot } from '../../../src/index.ts'
import { tinyLab } from '../../real/tiny-lab.ts'
import { recordedFlannel } from '../../recording/recorded-flannel.ts'

type Documents = Pick<ReturnType<typeof tinyLab>, 'kind' | 'clab' | 'files'>

/** The documents of a lab that was observed on the kind engine, with real flannel v0.28.10. */
function documentsOf(
  { nodes, pods, places }: LabSnapshot,
  { kind, clab, files }: Documents,
  flannel: FlannelOptions,
): PathLab {
  const cluster = describeCluster(kind)
  const own = nodes.map(({ name, addresses, blocks }) => ({
    name: `${cluster.name}-${name}`,
    address: addresses[0] ?? '',
    podCidr: blocks[0] ?? '',
  }))
  const devices = Object.entries(places).flatMap(([place, { interfaces = [] }]) =>
    interfaces.map(({ name, mac }) => [`${place}:${name}`, mac] as const),
  )
  return {
    cluster,
    fabric: describeFabric(clab, { cluster, files }),
    cni: flannelCni(flannelSettings(flannel, cluster), own),
    pods: pods.map(({ place, node, addresses, hostInterface }) => {
      return { place, node, ips: addresses, ...(hostInterface !== undefined && { hostInterface }) }
    }),
    services: [],
    macs: Object.fromEntries(devices),
  }
}

/** Fields as a snapshot has them, a layer that comes twice with its number. */
function namedFields(headers: readonly PathHeader[]): Record<string, unknown> {
  const counts = new Map<string, number>()
  const named = headers.flatMap(({ name, fields }) => {
    const nth = (counts.get(name) ?? 0) + 1
    counts.set(name, nth)
    return Object.entries(fields).map(([field, value]) => [nth === 1 ? field : `${field}#${nth}`, value] as const)
  })
  return Object.fromEntries(named)
}

/** What of the recorded packets of a way is other than predicted, and how many fields were compared. */
function compare(way: PredictedWay, { taps }: LabSnapshot['flows'][string]) {
  const message = way.direction === 'forward' ? 'echo request' : 'echo reply'
  const differences: string[] = []
  let compared = 0
  for (const [tap, packets] of Object.entries(taps)) {
    const seen = packets.find((packet) => packet.message === message && packet.direction === way.direction)
    const hop = way.hops.find((each) => each.tap === tap)
    if ((seen === undefined) !== (hop === undefined)) differences.push(`${tap}: ${hop ? 'not seen' : 'not predicted'}`)
    if (seen === undefined || hop === undefined) continue
    const names = seen.protocols.split(':').filter((name) => name !== 'ethertype')
    expect(hop.headers.map(({ name }) => name)).toEqual(names)
    for (const [field, value] of Object.entries(namedFields(hop.headers))) {
      if (!(field in seen.fields)) continue
      compared++
      if (seen.fields[field] !== value)
        differences.push(`${tap}: ${field} is predicted as ${String(value)}, and was ${String(seen.fields[field])}`)
    }
  }
  return { differences, compared }
}

describe.for([
  ['reference.vxlan-directrouting', calicoIpipCrossSubnet(), { backend: 'vxlan', directRouting: true }, 'same', 'none'],
  [
    'reference.vxlan-directrouting',
    calicoIpipCrossSubnet(),
    { backend: 'vxlan', directRouting: true },
    'cross',
    'vxlan',
  ],
  ['tiny.vxlan', tinyLab('tiny'), { backend: 'vxlan' }, 'same', 'vxlan'],
  ['tiny.host-gw', tinyLab('tiny'), { backend: 'host-gw' }, 'same', 'none'],
] as const)('real flannel, %s, %o', ([recording, preset, flannel, flow, encapsulation]) => {
  test.for(['forward', 'reverse'] as const)(
    `the echo ${flow} rack, %s: every recorded field as predicted`,
    (direction) => {
      const snapshot = recordedFlannel(recording)
      const recorded = snapshot.flows[flow]
      if (recorded === undefined) throw new Error(`no flow ${flow}`)
      const [path] = predictPath(documentsOf(snapshot, preset, flannel), recorded.from, recorded.to).paths
      const way = path?.[direction]
      if (way === undefined) throw new Error('no path')
      const { differences, compared } = compare(way, recorded)
      expect(way.encapsulation).toBe(encapsulation)
      expect(differences).toEqual([])
      expect(compared).toBeGreaterThan(10)
    },
  )
})
