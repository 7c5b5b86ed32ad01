import { createReadStream } from 'node:fs'

import { streamCapture } from '@underlay/sdk'

const path = new URL('../recordings/ipip-largest.pcapng', import.meta.url)

// #region stream
const capture = streamCapture(createReadStream(path))
for await (const packet of capture) if (packet.originalLength > 1500) console.log(packet.number)
console.log(capture.facts?.interfaces.length, capture.truncated)
// #endregion
