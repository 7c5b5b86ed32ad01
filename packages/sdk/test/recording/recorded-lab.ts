import { readdirSync, readFileSync } from 'node:fs'
import { readPackets } from '../../src/compare/read-packets.ts'
import { readPlace } from '../../src/compare/read-place.ts'
import type { FlowSnapshot, LabSnapshot, PlaceSnapshot } from '../../src/compare/snapshot.ts'
import { fromCaptureFile, readCalico, readCapture, vethName } from '../../src/index.ts'
import { podRecords } from '../../src/kubernetes/pod/pod-records.ts'
import { podPlace } from '../../src/workload/pod-names.ts'
import {
  recordedAffinities,
  recordedNodes,
  recordedPods,
  recordedPools,
  shortNameOf,
} from '../unit/engine/kubernetes/recorded.ts'
import { recording } from '../unit/recording.ts'
import { fabric } from '../unit/reference-lab.ts'
import { readRouteText } from './read-route-text.ts'

// As the recording's README names them.
const source = { place: 'pod/app-2g24f', address: '10.98.81.4' }
const destinations = { same: '10.98.85.129', cross: '10.98.193.193' }
const folder = new URL('../fixtures/recordings/', import.meta.url)

/** The reference lab as recorded on a real cluster: Calico v3.32.1, VXLAN CrossSubnet, in kind. */
export function recordedLab(): LabSnapshot {
  const cni = readCalico({ ippools: recordedPools, nodes: recordedNodes, blockAffinities: recordedAffinities })
  const nodes = recordedNodes.map(({ metadata }) => {
    const { address = '', blocks = [] } = cni?.nodes[metadata.name] ?? {}
    return { name: shortNameOf(metadata.name), addresses: [address.split('/')[0] ?? ''], blocks }
  })
  const pods = podRecords(recordedPods, shortNameOf)
    .filter(({ hostNetwork }) => !hostNetwork)
    .map(({ namespace, name, owner, node, ip }) => ({
      place: podPlace({ namespace, name }),
      owner: owner || name,
      node,
      addresses: [ip],
      hostInterface: vethName(namespace, name),
    }))
  return {
    name: 'recorded',
    origin: 'recording: kind, Linux 6.18.44, real calico v3.32.1',
    nodes,
    pods,
    gateways: fabric.gateways.map(({ name, gateway }) => ({ name, interfaces: gateway.interfaces })),
    places: { ...Object.fromEntries(nodes.map(({ name }) => [name, nodePlace(name)])), [source.place]: podSide() },
    flows: Object.fromEntries(
      Object.entries(destinations).map(([name, address]): [string, FlowSnapshot] => {
        const to = pods.find(({ addresses }) => addresses.includes(address))?.place ?? address
        return [name, { from: source.place, to, taps: flowTaps(name, address) }]
      }),
    ),
  }
}

function nodePlace(name: string): PlaceSnapshot {
  return readPlace({
    addr: recording(`${name}.addr.json`),
    ipv4Routes: recording(`${name}.route.json`),
    neigh: [recording(`${name}.neigh.json`)],
    fdb: recording(`${name}.fdb.json`),
  })
}

function podSide(): PlaceSnapshot {
  return {
    ...readPlace({ addr: recording('pod.addr.json') }),
    ipv4Routes: recording('pod.route.txt').trim().split('\n').map(readRouteText),
  }
}

/** What each tap saw: the files `same.control-plane.tunnel.pcap` … */
function flowTaps(flow: string, to: string): FlowSnapshot['taps'] {
  const files = readdirSync(folder).filter((name) => name.startsWith(`${flow}.`) && name.endsWith('.pcap'))
  const taps = files.map((name) => {
    const [, place = '', device = ''] = name.split('.')
    const tap = `${place}:${device === 'tunnel' ? 'vxlan.calico' : device}`
    const capture = fromCaptureFile(readCapture(readFileSync(new URL(name, folder))), { taps: [tap] })
    return readPackets(capture, { from: source.address, to })
  })
  return Object.assign({}, ...taps) as FlowSnapshot['taps']
}
