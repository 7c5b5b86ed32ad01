import { expect, test } from 'vitest'
import { bufferToAskFor, kernelBufferBytes } from '../../../src/capture/kernel-buffer.ts'

const mebibyte = 1024 * 1024

test.for([
  [1, 32],
  [8, 32],
  [20, 12.8],
  [40, 6.4],
  [1000, 2],
] as const)('%i taps have %f MiB each', ([taps, mebibytes]) => {
  expect(kernelBufferBytes(taps)).toBe(Math.floor(mebibytes * mebibyte))
})

// Measured: what tcpdump maps when it is asked for so much, Linux 6.18 and libpcap 1.10.3.
test.for([
  [9216, 32_768, 57_760],
  [9216, 4096, 7232],
  [8000, 32_768, 33_224],
  [128, 32_768, 33_960],
] as const)('a snap length of %i: %i KiB that are asked for are %i KiB', ([snapLength, asked, mapped]) => {
  expect(Math.round(bufferToAskFor(mapped * 1024, snapLength) / 1024) / asked).toBeCloseTo(1, 2)
})
