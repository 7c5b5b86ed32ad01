import { u16, u32 } from '../bytes/big-endian.ts'
import { formatHex } from '../bytes/hex.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'

/** What a frame has behind its payload, as Wireshark divides it. */
interface FrameTrailer {
  /** Offset behind the zeros that fill a short frame up. */
  readonly paddingEnd: number
  /** Offset behind what is neither padding nor checksum. */
  readonly trailerEnd: number
}

const shortestFrame = 60

/** Zeros that fill the frame up to 60 bytes, as hex digits. */
export function readPadding(frame: DecodedLayer): string | undefined {
  return digits(frame.bytes, frame.payloadEnd, divide(frame).paddingEnd)
}

/** Bytes behind the payload that are no padding and no checksum. */
export function readTrailer(frame: DecodedLayer): string | undefined {
  return digits(frame.bytes, divide(frame).paddingEnd, divide(frame).trailerEnd)
}

/** The last four bytes of what follows the payload of a frame of 64 bytes or more: likely a frame check sequence. */
export function readFrameCheck(frame: DecodedLayer): number | undefined {
  const { trailerEnd } = divide(frame)
  return trailerEnd < frame.end ? u32(frame.bytes, trailerEnd) : undefined
}

/** The frame that a layer is in, be it behind tags. */
export function taggedFrame(layer: DecodedLayer): DecodedLayer | undefined {
  let frame = layer.outer
  while (frame !== undefined && isTag(frame.name)) frame = frame.outer
  return frame?.name === 'eth' ? frame : undefined
}

function isTag(name: string): boolean {
  return name === 'vlan' || name === 'ieee8021ad' || name === 'mpls'
}

/** Whether an EtherType announces a tag. */
export function isTagType(type: number): boolean {
  return type === 0x8100 || type === 0x88a8 || type === 0x9100
}

function divide({ bytes, start, outer, end, payloadEnd }: DecodedLayer): FrameTrailer {
  // A frame inside of a tunnel needs no padding and has no checksum: what is behind is all trailer.
  if (outer !== undefined) return { paddingEnd: payloadEnd, trailerEnd: end }
  const filled = start + shortestFrame
  const isFilled = payloadEnd < filled && end >= filled && isZero(bytes, payloadEnd, filled)
  const paddingEnd = isFilled ? filled : payloadEnd
  const isTagged = isTagType(u16(bytes, start + 12))
  const hasCheck = !isTagged && end - start >= shortestFrame + 4 && end - paddingEnd >= 4
  return { paddingEnd, trailerEnd: hasCheck ? end - 4 : end }
}

function isZero(bytes: Uint8Array, start: number, end: number): boolean {
  for (let offset = start; offset < end; offset++) if (bytes[offset] !== 0) return false
  return true
}

function digits(bytes: Uint8Array, start: number, end: number): string | undefined {
  return start < end ? formatHex(bytes, start, end, '') : undefined
}
