import { createHash } from 'node:crypto'

/** A locally administered MAC that follows from a text: what flannel and the bridge plugin draw by lot. */
export function ownMac(text: string): string {
  const [first = 0, ...rest] = createHash('sha1').update(text).digest().subarray(0, 6)
  return [(first & 0xfc) | 0x02, ...rest].map((byte) => byte.toString(16).padStart(2, '0')).join(':')
}
