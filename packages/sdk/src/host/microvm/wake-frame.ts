import { randomBytes } from 'node:crypto'
import { encodeFrame } from '../wire/frame.ts'

/**
 * The frame that tells a guest this machine's time, for its clock starts at a whole second, or when its snapshot was
 * taken; and random bytes, for guests of one snapshot would else choose the same MACs and sequence numbers. The agent says
 * hello to it.
 */
export function wakeFrame(): Buffer {
  const seed = randomBytes(64)
  const now = Date.now()
  const time = Buffer.from(`${Math.floor(now / 1000)}\0${(now % 1000) * 1000}\0`)
  return encodeFrame('T', 0, Buffer.concat([time, seed]))
}
