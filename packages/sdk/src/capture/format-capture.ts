import { formatRows, summarizeAll } from '@underlay/packet'
import type { Capture } from './capture.ts'

/**
 * The packets of a capture as a table for the terminal, outer and inner addresses side by side.
 *
 * @param at a tap; left out, all taps in the order of time.
 * @example
 * echo(formatCapture(cap, 'control-plane:net0'))
 */
export function formatCapture(capture: Pick<Capture, 'interfaces' | 'packets' | 'vxlanPorts'>, at?: string): string {
  const interfaces = capture.interfaces.map(({ tap }) => ({ name: tap }))
  const packets = capture.packets.filter(({ interfaceId }) => at === undefined || interfaces[interfaceId]?.name === at)
  const ports = capture.vxlanPorts && { vxlanPorts: capture.vxlanPorts }
  return formatRows(summarizeAll(packets, { ...ports, ...(at === undefined && { interfaces }) }))
}
