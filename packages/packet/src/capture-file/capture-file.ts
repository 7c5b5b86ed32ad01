/** One packet as captured; `bytes` is a view of the file, not a copy. */
export interface Packet {
  /** Position in the capture, from 1: Wireshark's `frame.number`. */
  readonly number: number
  /** Position in `CaptureFile.interfaces`. */
  readonly interfaceId: number
  /** Nanoseconds since 1970; 0 where the file has no time (pcapng's simple packets). */
  readonly timestampNs: bigint
  /** Bytes in the capture. */
  readonly capturedLength: number
  /** Bytes on the wire; more than captured when the snapshot length cut the packet. */
  readonly originalLength: number
  /** LINKTYPE_ value of its interface: 1 Ethernet, 101 raw IP. */
  readonly linkType: number
  readonly bytes: Uint8Array
  readonly comment?: string
}

/** One interface that packets were captured on; in Underlay's files `name` is the tap, `worker2:net0`. */
export interface CaptureInterface {
  /** Position in `CaptureFile.interfaces`, over all sections of the file. */
  readonly id: number
  readonly name?: string
  readonly description?: string
  /** LINKTYPE_ value. */
  readonly linkType: number
  /** Bytes kept of each packet; 0 when there was no limit. */
  readonly snapLength: number
  /** Packets that the interface received, when the file says so. */
  readonly received?: number
  /** Packets lost by the kernel or the interface, when the file says so. */
  readonly dropped?: number
}

/** Where and why a file ends before its last packet does. */
export interface Truncation {
  /** Byte of the file where the incomplete packet or block starts. */
  readonly offset: number
  readonly message: string
}

/** A capture file's content; a classic pcap has one interface without a name. */
export interface CaptureFile {
  readonly format: 'pcap' | 'pcapng'
  readonly comment?: string
  /** The machine that captured (`shb_hardware`). */
  readonly hardware?: string
  /** Its operating system (`shb_os`). */
  readonly os?: string
  /** The program that wrote the file (`shb_userappl`). */
  readonly application?: string
  readonly interfaces: readonly CaptureInterface[]
  readonly packets: readonly Packet[]
  /** Present when the file ends in the middle of a packet; the packets before are whole. */
  readonly truncated?: Truncation
}
