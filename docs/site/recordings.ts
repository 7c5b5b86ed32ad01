import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { decode, field, fromCaptureFile, packetTable, readCapture, type Capture } from '@underlay/sdk'

import { byteTable } from './byte-table.ts'
import { docs, root } from './paths.ts'

// Real Calico, beside what the labs of `record-captures.ts` gave.
const calico = join(root, 'packages/packet/test/fixtures/recordings/cross.control-plane.net0.pcap')

/** The parts of pages that are made from captured packets, by name. */
export async function packetParts(): Promise<Readonly<Record<string, string>>> {
  return {
    'ipip-headers': await headers(join(docs, 'recordings/ipip.pcapng'), 'control-plane:net0'),
    'vxlan-headers': await headers(join(docs, 'recordings/vxlan.pcapng'), 'control-plane:net0'),
    'calico-vxlan-headers': await headers(calico, undefined),
    'bare-headers': await headers(join(docs, 'recordings/ipip.pcapng'), 'pod/app-control-plane:eth0'),
    'ipip-packets': await packets('ipip'),
    'ipip-largest': await packets('ipip-largest'),
    'ipip-fragments': await packets('ipip-fragments'),
    'vxlan-packets': await packets('vxlan'),
    'vxlan-largest': await packets('vxlan-largest'),
    'vxlan-fragments': await packets('vxlan-fragments'),
  }
}

async function headers(file: string, tap: string | undefined): Promise<string> {
  const capture = readCapture(await readFile(file))
  const id = tap === undefined ? 0 : capture.interfaces.find(({ name }) => name === tap)?.id
  const packet = capture.packets.find((each) => each.interfaceId === id && field(decode(each), 'icmp.type') === 8)
  if (packet === undefined) throw new Error(`${file}: no echo request at ${tap}`)
  return byteTable(packet) + origin(capture.comments)
}

async function packets(name: string): Promise<string> {
  const file = readCapture(await readFile(join(docs, 'recordings', `${name}.pcapng`)))
  const tapped = fromCaptureFile(file) as Pick<Capture, 'interfaces' | 'packets'>
  const bundle = packetTable(tapped)[Symbol.for('Jupyter.display') as never] as () => Record<string, string>
  return `${bundle()['text/html']}\n${origin(file.comments)}`
}

// The section's comment of a capture says where it was made.
function origin(comments: readonly string[] | undefined): string {
  const lab = comments?.find((comment) => comment.includes('engine='))
  const text = lab ?? 'Recorded on a real cluster: Calico v3.32.1, VXLAN CrossSubnet, Kubernetes 1.34 in kind.'
  return `<p class="run-place">${text.replaceAll(/[<>&]/g, '')}</p>\n`
}
