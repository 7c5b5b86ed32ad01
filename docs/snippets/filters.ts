import { readFile } from 'node:fs/promises'

import {
  conversations,
  decode,
  exchanges,
  FilterError,
  formatConversations,
  formatExchanges,
  fromCaptureFile,
  readCapture,
} from '@underlay/sdk'
// #region filters
import { exists, filterPackets, formatCapture, parseFilter, where } from '@underlay/sdk'

// #endregion

// Real Calico, VXLAN CrossSubnet.
const path = new URL('../../packages/packet/test/fixtures/recordings/cross.control-plane.net0.pcap', import.meta.url)
const capture = fromCaptureFile(readCapture(await readFile(path)), { taps: ['control-plane:net0'] })
const [packet] = capture.packets
if (packet === undefined) throw new Error('the capture is empty')

console.log('=== filters')
const shown = [
  // #region ask
  filterPackets(capture, 'ip.src == 10.1.5.10 && icmp'), // the packets
  formatCapture(capture, { filter: 'ip.dst#2 == 10.98.193.193' }), // a table of them
  parseFilter('count(ip) == 2').matches(decode(packet)), // one packet

  where('ip.src#2').equals('10.98.0.0/16').and(exists('icmp')).not(), // checked by the compiler
  String(where('tcp.port').isIn([80, [8000, 8080]])), // 'tcp.port in {80, 8000..8080}'
  // #endregion
]
console.log(shown.at(-1))

console.log('=== error')
try {
  parseFilter('icmp && ip.scr == 10.1.5.10')
} catch (error) {
  if (!(error instanceof FilterError)) throw error
  console.log(error.message)
}

console.log('=== conversations')
// #region conversations
console.log(formatConversations(conversations(capture))) // by the innermost headers
// #endregion
console.log('=== more')
// #region more
console.log(formatConversations(conversations(capture, { by: 'outer' }))) // the tunnels between the nodes
console.log(formatExchanges(exchanges(capture), capture)) // requests, answers, response times
// #endregion
