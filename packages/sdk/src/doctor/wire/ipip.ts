import { tunnelProbe } from './tunnel.ts'

/**
 * Sends a packet in IP-in-IP, protocol 4, and sees it come out at the other end.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2003
 */
export const ipipProbe = tunnelProbe('ipip', 'IP-in-IP (protocol 4)', 'ipip local LOCAL remote REMOTE')
