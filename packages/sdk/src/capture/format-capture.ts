import type { DisplayFilter, Row } from '@underlay/packet'
import { filterPackets, formatRows, summarizeAll } from '@underlay/packet'
import type { Capture } from './capture.ts'

/** Which packets of a capture to print. */
export interface FormatCaptureOptions {
  /** A tap; all taps in the order of time by default. */
  readonly at?: string
  /** A display filter, or its text in Wireshark's language: `icmp && ip.src#1 == 10.1.5.10`; all packets by default. */
  readonly filter?: DisplayFilter | string
}

/**
 * The packets of a capture as a table for the terminal, outer and inner addresses side by side.
 *
 * @param options a tap, or options.
 * @throws FilterError when the filter's text is no filter.
 * @example
 * echo(formatCapture(cap, 'control-plane:net0'))
 * echo(formatCapture(cap, { filter: 'ip.dst#2 == 10.98.193.193' }))
 */
export function formatCapture(
  capture: Pick<Capture, 'interfaces' | 'packets' | 'vxlanPorts'>,
  options: string | FormatCaptureOptions = {},
): string {
  return formatRows(captureRows(capture, typeof options === 'string' ? { at: options } : options))
}

/** The rows of a capture's packets: those of one tap, those that a filter takes. */
export function captureRows(
  capture: Pick<Capture, 'interfaces' | 'packets' | 'vxlanPorts'>,
  { at, filter }: FormatCaptureOptions,
): readonly Row[] {
  const interfaces = capture.interfaces.map(({ tap }) => ({ name: tap }))
  const packets = capture.packets.filter(({ interfaceId }) => at === undefined || interfaces[interfaceId]?.name === at)
  const ports = capture.vxlanPorts && { vxlanPorts: capture.vxlanPorts }
  // Numbers of TCP and times count from packets that the filter may leave out.
  const rows = summarizeAll(packets, { ...ports, ...(at === undefined && { interfaces }) })
  if (filter === undefined) return rows
  const shown = new Set(filterPackets({ packets, interfaces, ...ports }, filter).map(({ number }) => number))
  return rows.filter(({ number }) => shown.has(number))
}
