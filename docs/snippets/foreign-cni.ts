import { readFile } from 'node:fs/promises'

// #region files
import { assertEncap, compareAcross, fromCaptureFile } from '@underlay/evidence'
import { readCapture } from '@underlay/packet'

const path = new URL('../recordings/vxlan.pcapng', import.meta.url) // of any tcpdump; a classic pcap has no names of taps
const capture = fromCaptureFile(readCapture(await readFile(path)), { vxlanPorts: [8472] })
const flow = { from: '10.98.173.65', to: '10.98.207.193' }
console.log(assertEncap(capture, { ...flow, at: 'control-plane:net0', expect: 'vxlan' }).summary)
console.log(compareAcross(capture, { ...flow, taps: ['control-plane:net0', 'gw0:eth2'] }).summary)
// #endregion
