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

// What the kernel writes before each packet, with the room to align it.
const headBytes = 80
const pageBytes = 4096

/**
 * What to ask libpcap for, so that the kernel's buffer is of so many bytes: it asks for slots of the snap length, and the
 * kernel lays them into blocks of whole pages, each twice the one before. A slot of 9216 bytes takes a block of 16 KiB.
 *
 * @see https://github.com/the-tcpdump-group/libpcap/blob/libpcap-1.10.3/pcap-linux.c
 */
export function bufferToAskFor(bytes: number, snapLengthBytes: number): number {
  const slot = Math.ceil((snapLengthBytes + headBytes) / 16) * 16
  const block = Math.max(pageBytes, 2 ** Math.ceil(Math.log2(slot)))
  return Math.floor((bytes / block) * Math.floor(block / slot) * slot)
}
