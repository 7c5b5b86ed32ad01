import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { predictPath, type PathLab, type PredictedWay } from '@underlay/evidence'
import { decode, fromCaptureFile, readCalico, readCapture, vethName, type TappedCapture } from '../../../src/index.ts'
import { podRecords } from '../../../src/kubernetes/pod/pod-records.ts'
import { podPlace } from '../../../src/workload/pod-names.ts'
import { headerDifferences, type PickPacket } from '../../prediction/header-differences.ts'
import {
  recordedAffinities,
  recordedNodes,
  recordedPods,
  recordedPools,
  shortNameOf,
} from '../engine/kubernetes/recorded.ts'
import { recordedDevices } from '../recording.ts'
import { cluster, fabric } from '../reference-lab.ts'

const folder = new URL('../../fixtures/recordings/', import.meta.url)
const nodes = ['control-plane', 'worker', 'worker2', 'worker3']

/** The documents of the lab that was recorded: real Calico v3.32.1, VXLAN CrossSubnet, in kind. */
function recordedDocuments(): PathLab {
  const cni = readCalico({ ippools: recordedPools, nodes: recordedNodes, blockAffinities: recordedAffinities })
  if (cni === undefined) throw new Error('no Calico was recorded')
  const macs = nodes.flatMap((node) =>
    recordedDevices(`${node}.addr.json`).map(({ ifname, address }) => [`${node}:${ifname}`, address] as const),
  )
  const pods = podRecords(recordedPods, shortNameOf).filter(({ hostNetwork }) => !hostNetwork)
  return {
    cluster,
    fabric,
    cni,
    pods: pods.map(({ namespace, name, node, ip }) => {
      return { place: podPlace({ namespace, name }), node, ips: [ip], hostInterface: vethName(namespace, name) }
    }),
    services: [],
    macs: Object.fromEntries(macs),
  }
}

/** What was captured of a flow, each file a tap: `cross.control-plane.tunnel.pcap`. */
function recordedTaps(flow: string): TappedCapture[] {
  const files = readdirSync(folder).filter((name) => name.startsWith(`${flow}.`) && name.endsWith('.pcap'))
  return files.map((name) => {
    const [, place = '', device = ''] = name.split('.')
    const tap = `${place}:${device === 'tunnel' ? 'vxlan.calico' : device}`
    return fromCaptureFile(readCapture(readFileSync(new URL(name, folder))), { taps: [tap] })
  })
}

function ofEcho(type: number): PickPacket {
  return (_, layers) => layers.some((layer) => layer.name === 'icmp' && layer.fields['icmp.type'] === type)
}

describe.for([
  ['same', '10.98.85.129'],
  ['cross', '10.98.193.193'],
] as const)('the recorded echo, %s rack', ([flow, to]) => {
  const captures = recordedTaps(flow)
  const [path] = predictPath(recordedDocuments(), 'pod/app-2g24f', to).paths

  test.for([
    ['forward', 8],
    ['reverse', 0],
  ] as const)('%s: every header at every recorded tap is as predicted', ([direction, type]) => {
    const way = path?.[direction]
    if (way === undefined) throw new Error('no path')
    const seen = captures.flatMap((capture) => {
      const hops = way.hops.filter(({ tap }) => tap === capture.interfaces[0]?.tap)
      const at: PredictedWay = { ...way, hops }
      expect(headerDifferences(at, capture, ofEcho(type))).toEqual([])
      const others = capture.packets.filter((packet) => ofEcho(type)(packet, decode(packet, capture)))
      // Where nothing is predicted, nothing was seen.
      expect(hops.length > 0).toBe(others.length > 0)
      return hops
    })
    expect(seen).toHaveLength(flow === 'same' ? 2 : 6)
  })

  test('no other header would do', () => {
    const [capture] = captures
    const hop = path?.forward.hops.find(({ tap }) => tap === capture?.interfaces[0]?.tap)
    if (capture === undefined || hop === undefined || path === undefined) throw new Error('no hop')
    const headers = hop.headers.map(({ name, fields }) => {
      return { name, fields: Object.fromEntries(Object.keys(fields).map((field) => [field, 'another'])) }
    })
    const wrong = { ...path.forward, hops: [{ ...hop, headers }] }
    const fields = headers.flatMap((each) => Object.keys(each.fields))
    expect(headerDifferences(wrong, capture, ofEcho(8))).toHaveLength(fields.length)
  })
})
