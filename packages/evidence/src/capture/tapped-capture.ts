import type { CaptureFile, Packet } from '@underlay/packet'

/** One place where packets were captured. */
export interface Tap {
  /** Position in `TappedCapture.interfaces`, which packets name as `interfaceId`. */
  readonly id: number
  /** Node and interface in containerlab's notation: `control-plane:net0`. */
  readonly tap: string
  /** LINKTYPE_ value: 1 Ethernet, 101 raw IP. */
  readonly linkType: number
  /** Packets that the tap lost; 0 when not known. */
  readonly dropped: number
  /** Those of the dropped that the tap had and a ring discarded for later ones; none when absent. */
  readonly discarded?: number
}

/** What verdicts are judged from: the packets of one or more taps, in one clock. */
export interface TappedCapture {
  readonly interfaces: readonly Tap[]
  readonly packets: readonly Packet[]
  /** UDP ports that carry VXLAN besides 4789, such as flannel's 8472; none by default. */
  readonly vxlanPorts?: readonly number[]
  /** Why packets at the end may be missing; absent when the capture is whole. */
  readonly truncated?: string
}

/** How a capture file's interfaces become taps. */
export interface FromCaptureFileOptions {
  /** Tap names by interface, for files that have none (classic pcap); the names in the file by default. */
  readonly taps?: readonly string[]
  /** UDP ports that carry VXLAN besides 4789; none by default. */
  readonly vxlanPorts?: readonly number[]
}

/**
 * Takes a capture file for a tapped capture: an interface's name is its tap, `interface <id>` where it has none.
 *
 * @example
 * ```ts
 * const capture = fromCaptureFile(readCapture(await readFile('cross.pcapng')))
 * assertEncap(capture, { from: '10.98.81.4', to: '10.98.193.193', expect: 'ipip' })
 * ```
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng#section-4.2 if_name
 */
export function fromCaptureFile(file: CaptureFile, options: FromCaptureFileOptions = {}): TappedCapture {
  const interfaces = file.interfaces.map(({ id, name, linkType, dropped = 0 }) => {
    return { id, tap: options.taps?.[id] ?? name ?? `interface ${id}`, linkType, dropped }
  })
  const { packets, truncated } = file
  const { vxlanPorts } = options
  return { interfaces, packets, ...(vxlanPorts && { vxlanPorts }), ...(truncated && { truncated: truncated.message }) }
}
