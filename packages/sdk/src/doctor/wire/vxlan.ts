import { tunnelProbe } from './tunnel.ts'

/**
 * Sends a frame in VXLAN, UDP port 4789, and sees it come out at the other end.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7348
 */
export const vxlanProbe = tunnelProbe(
  'vxlan',
  'VXLAN (UDP port 4789)',
  'vxlan id 1 local LOCAL remote REMOTE dstport 4789',
)
