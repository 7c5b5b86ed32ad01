import { encode, writePcapng } from '@underlay/packet'

/** A pcapng whose second block says that it is 1 GiB long. */
export function hugePcapng(): Uint8Array {
  const file = writePcapng({ interfaces: [{ name: 'a:net0', linkType: 1 }], packets: [] })
  const head = new DataView(new ArrayBuffer(12))
  head.setUint32(0, 6, true)
  head.setUint32(4, 2 ** 30, true)
  const bytes = new Uint8Array(file.length + 12)
  bytes.set(file)
  bytes.set(new Uint8Array(head.buffer), file.length)
  return bytes
}

/** A frame with so many IP headers in one another. */
export function nestedFrame(depth: number): Uint8Array {
  const header = { name: 'ip', fields: { 'ip.src': '10.1.5.10', 'ip.dst': '10.1.8.10' } } as const
  return encode([
    { name: 'eth', fields: { 'eth.src': 'aa:c1:ab:00:00:01', 'eth.dst': 'aa:c1:ab:00:00:02' } },
    ...Array.from({ length: depth }, () => header),
    { name: 'data', fields: { 'data.data': '00' } },
  ]).bytes
}

/** A capture of so many pings between two pods, in a tunnel each second one. */
export function longCapture(packets: number): Uint8Array {
  const frames = [false, true].map((isTunnelled) => pingFrame(isTunnelled))
  return writePcapng({
    interfaces: [{ name: 'worker:net0', linkType: 1 }],
    packets: Array.from({ length: packets }, (_, index) => ({
      interfaceId: 0,
      timestampNs: BigInt(index) * 1_000_000n,
      bytes: frames[index % 2] ?? new Uint8Array(),
    })),
  })
}

function pingFrame(isTunnelled: boolean): Uint8Array {
  return encode([
    { name: 'eth', fields: { 'eth.src': 'aa:c1:ab:00:00:01', 'eth.dst': 'aa:c1:ab:00:00:02' } },
    ...(isTunnelled ? [{ name: 'ip', fields: { 'ip.src': '10.1.5.10', 'ip.dst': '10.1.8.10' } } as const] : []),
    { name: 'ip', fields: { 'ip.src': '10.98.81.4', 'ip.dst': '10.98.193.193' } },
    { name: 'icmp', fields: { 'icmp.type': 8 } },
    { name: 'data', fields: { 'data.data': '00'.repeat(56) } },
  ]).bytes
}
