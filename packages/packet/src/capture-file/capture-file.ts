/** One packet as captured; `bytes` is a view of the file or chunk that it came in, not a copy. */
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
  /** Comments, in the order of the file; absent when it has none. */
  readonly comments?: readonly string[]
}

/** One interface that packets were captured on; in Underlay's files `name` is the tap, `worker2:net0`. */
export interface CaptureInterface {
  /** Position in `CaptureFile.interfaces`, over all sections of the file. */
  readonly id: number
  readonly name?: string
  readonly description?: string
  readonly comments?: readonly string[]
  /** LINKTYPE_ value. */
  readonly linkType: number
  /** Bytes kept of each packet; 0 when there was no limit. */
  readonly snapLength: number
  /** Packets that the interface received, when the file says so. */
  readonly received?: number
  /** Packets lost by the kernel or the interface, when the file says so. */
  readonly dropped?: number
}

/** An address and its names, as a pcapng keeps them. */
export interface ResolvedName {
  /** IPv4, IPv6 or MAC address. */
  readonly address: string
  readonly names: readonly string[]
}

/** Where and why a file ends before its last packet does. */
export interface Truncation {
  /** Byte of the file where the incomplete packet or block starts. */
  readonly offset: number
  readonly message: string
}

/** What a capture says besides its packets. */
export interface CaptureFacts {
  readonly format: 'pcap' | 'pcapng'
  /** Comments of all sections, in the order of the file; absent when there are none. */
  readonly comments?: readonly string[]
  /** The machine that captured (`shb_hardware`); like the next two of the first section. */
  readonly hardware?: string
  /** Its operating system (`shb_os`). */
  readonly os?: string
  /** The program that wrote the file (`shb_userappl`). */
  readonly application?: string
  /** Of all sections; a classic pcap has one interface without a name, a modified one those that its packets name. */
  readonly interfaces: readonly CaptureInterface[]
  /** Names that the file knows; absent when it knows none. */
  readonly names?: readonly ResolvedName[]
}

/** A capture file's content. */
export interface CaptureFile extends CaptureFacts {
  readonly packets: readonly Packet[]
  /** Present when the file ends in the middle of a packet; the packets before are whole. */
  readonly truncated?: Truncation
}
