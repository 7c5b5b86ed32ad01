import { expect, test } from 'vitest'
import { kernelBufferBytes } from '../../../src/capture/kernel-buffer.ts'

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
