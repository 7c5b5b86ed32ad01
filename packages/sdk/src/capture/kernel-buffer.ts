const mebibyte = 1024 * 1024

// The kernel zeroes a buffer when a tap is armed: for 40 taps of 32 MiB that takes 2 s, and more than a microVM has.
const allBytes = 256 * mebibyte
const mostBytes = 32 * mebibyte

// libpcap's own default.
const leastBytes = 2 * mebibyte

/** Bytes of the kernel's buffer of each tap, when so many are armed at once: 32 MiB for up to eight, 6.4 MiB for 40. */
export function kernelBufferBytes(taps: number): number {
  return Math.max(leastBytes, Math.min(mostBytes, Math.floor(allBytes / Math.max(1, taps))))
}
