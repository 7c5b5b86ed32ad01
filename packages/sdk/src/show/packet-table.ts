import { packetsHtml } from '@underlay/evidence'
import { formatRows } from '@underlay/packet'
import type { Capture } from '../capture/capture.ts'
import { captureRows, type FormatCaptureOptions } from '../capture/format-capture.ts'
import { displayable, type Displayable } from './displayable.ts'

/** Which packets to show, and below which title. */
export interface PacketTableOptions extends FormatCaptureOptions {
  /** A line above the table. */
  readonly title?: string
}

/**
 * The packets of a capture as a table to show, outer and inner addresses side by side. Text is `formatCapture`.
 *
 * @param options a tap, or options.
 * @throws FilterError when the filter's text is no filter.
 * @example
 * show(packetTable(cap, { at: 'gw0:eth2', filter: 'icmp', title: 'behind the gateway' }))
 */
export function packetTable(
  capture: Pick<Capture, 'interfaces' | 'packets' | 'vxlanPorts'>,
  options: string | PacketTableOptions = {},
): Displayable {
  const { title, ...which }: PacketTableOptions = typeof options === 'string' ? { at: options } : options
  const rows = captureRows(capture, which)
  const text = formatRows(rows)
  return displayable({
    'text/plain': title === undefined ? text : `${title}:\n${text}`,
    'text/html': packetsHtml(rows, { caption: title ?? which.at }),
  })
}
