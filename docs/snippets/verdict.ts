import { readFile } from 'node:fs/promises'

import { assertEncap, AssertionError, fromCaptureFile, InconclusiveError } from '@underlay/evidence'
import { readCapture } from '@underlay/packet'

const path = new URL('../recordings/ipip.pcapng', import.meta.url)

console.log('=== pass')
// #region pass
const capture = fromCaptureFile(readCapture(await readFile(path)))
const flow = { from: '10.98.162.1', to: '10.98.253.129' }
console.log(assertEncap(capture, { ...flow, at: 'control-plane:net0', expect: 'ipip' }).summary)
// #endregion

console.log('=== fail')
// #region fail
try {
  assertEncap(capture, { ...flow, at: ['control-plane:net0', 'gw0:eth2'], expect: 'none' })
} catch (error) {
  if (!(error instanceof AssertionError)) throw error
  console.log(error.message)
}
// #endregion

console.log('=== inconclusive')
// #region inconclusive
try {
  assertEncap(capture, { from: '10.98.162.1', to: '10.98.253.130', at: 'control-plane:net0', expect: 'none' })
} catch (error) {
  if (!(error instanceof InconclusiveError)) throw error
  console.log(error.message)
}
// #endregion
