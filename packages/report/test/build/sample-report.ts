import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  findPath,
  fromCaptureFile,
  type Report,
  type ReportFlow,
  type ReportWay,
  type TracedWay,
} from '@underlay/evidence'
import { readCapture, writePcapng } from '@underlay/packet'
import { calicoIpipCrossSubnet, labGraph } from '../../../configs/src/index.ts'
import { bundleOf } from '../../../sdk/src/show/displayable.ts'
import { labPicture } from '../../../sdk/src/show/lab-picture.ts'

const recordings = join(import.meta.dirname, '..', '..', '..', 'packet', 'test', 'fixtures', 'recordings')

/** Recordings of a real cluster as one pcapng, an interface a tap. */
function recordedCapture(name: string, taps: readonly string[], comments: readonly string[] = []): Uint8Array {
  const files = taps.map((tap) => {
    return readCapture(readFileSync(join(recordings, `${name}.${tap.replace(':', '.')}.pcap`)))
  })
  const packets = files
    .flatMap((file, interfaceId) => file.packets.map((packet) => ({ ...packet, interfaceId })))
    .toSorted((a, b) => Number(a.timestampNs - b.timestampNs))
  const interfaces = taps.map((tap, index) => ({
    name: tap,
    description: tap.startsWith('gw0') ? 'gateway' : 'node',
    linkType: files[index]?.interfaces[0]?.linkType ?? 1,
  }))
  return writePcapng({ comments, interfaces, packets })
}

/** A report of the reference lab, its packets those of a real one. */
export async function sampleReport(): Promise<Report> {
  const { kind, clab, files } = calicoIpipCrossSubnet()
  const graph = labGraph(kind, clab, { files })
  const [cross, same] = [
    recordedCapture('cross', ['control-plane:net0', 'gw0:eth1', 'gw0:eth2']),
    recordedCapture('same', ['control-plane:net0']),
  ]
  return {
    lab: graph.name,
    madeAt: '2026-11-26T04:00:00.000Z',
    engine: 'kind',
    host: 'docker',
    kernel: '6.12.90',
    cni: 'real calico',
    graph,
    pictureSvg: String(bundleOf(await labPicture(graph))['image/svg+xml']),
    captures: [
      { name: 'same-subnet', title: 'Ping inside the rack', pcapng: same },
      { name: 'cross-subnet', title: 'Ping between the racks', pcapng: cross },
    ],
    flows: [
      flowOf('same subnet', 'same-subnet', same, ['10.98.81.4', '10.98.85.129']),
      flowOf('cross subnet', 'cross-subnet', cross, ['10.98.81.4', '10.98.193.193']),
    ],
    verdicts: [
      {
        outcome: 'pass',
        summary: 'control-plane:net0  vxlan  10.1.5.10 → 10.1.8.10 | 10.98.81.4 → 10.98.193.193  6 packets',
        capture: 'cross-subnet',
        taps: ['control-plane:net0'],
        filter: 'ip.addr == 10.98.81.4 && ip.addr == 10.98.193.193',
      },
      {
        outcome: 'fail',
        summary: 'control-plane:net0  expected no encapsulation, saw vxlan in 6 of 6 packets',
        message:
          'control-plane:net0: expected no encapsulation between 10.98.81.4 and 10.98.193.193, saw vxlan in 6 of 6 packets\n  because the mode is Always',
        capture: 'cross-subnet',
        filter: 'vxlan',
      },
      { outcome: 'inconclusive', summary: 'worker3:net0 was not captured' },
    ],
    routes: [
      {
        place: 'control-plane',
        routes: [
          { destination: 'default', via: '10.1.5.1', device: 'net0' },
          { destination: '10.98.85.128/26', via: '10.1.5.11', device: 'net0', protocol: 'bird' },
          { destination: '10.98.193.192/26', via: '10.98.193.192', device: 'vxlan.calico' },
        ],
      },
    ],
  }
}

function flowOf(title: string, capture: string, pcapng: Uint8Array, [from, to]: readonly [string, string]): ReportFlow {
  const { forward, reverse, ...trace } = findPath(fromCaptureFile(readCapture(pcapng)), { from, to })
  return { ...trace, title, capture, forward: wayOf(forward), ...(reverse && { reverse: wayOf(reverse) }) }
}

function wayOf({ direction, hops, lost }: TracedWay): ReportWay {
  const numbered = hops.map(({ tap, place, device, motion, packet }) => ({
    tap,
    place,
    device,
    motion,
    packet: packet.number,
  }))
  return { direction, hops: numbered, ...(lost && { lost }) }
}
