import type { CaptureInterface } from '../capture-file/capture-file.ts'
import type { Block } from './block.ts'
import { requireBody } from './block.ts'
import { commentsOf, counterOption, readOptions, textOption } from './options.ts'

/** An interface as its section knows it: with its place in the whole file and the unit of its timestamps. */
export interface SectionInterface {
  readonly capture: CaptureInterface
  /** The time of two 32-bit words of its packets. */
  readonly time: (high: number, low: number) => bigint
}

const nameOption = 2
const descriptionOption = 3
const resolutionOption = 9
const offsetOption = 14
const osDropOption = 7
const receivedOption = 4
const dropOption = 5
const nanosecondsPerSecond = 1_000_000_000n

/**
 * Reads an interface description block.
 *
 * ```text
 * +-------------------------------+-------------------------------+
 * |           Link Type           |            Reserved           |
 * +-------------------------------+-------------------------------+
 * |                           Snap Length                         |
 * +---------------------------------------------------------------+
 * ```
 *
 * @throws PcapFormatError when the block is too short or an option goes beyond it.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng#section-4.2
 */
export function readInterface(block: Block, id: number): SectionInterface {
  requireBody(block, 'interface description', 8)
  const { view, bodyStart, littleEndian } = block
  const options = readOptions(block, bodyStart + 8)
  const name = textOption(options, nameOption)
  const description = textOption(options, descriptionOption)
  const capture = {
    id,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...commentsOf(options),
    linkType: view.getUint16(bodyStart, littleEndian),
    snapLength: view.getUint32(bodyStart + 4, littleEndian),
  }
  const resolution = options.get(resolutionOption)?.[0]
  const offset = options.get(offsetOption)?.[0]
  const offsetSeconds = offset?.byteLength === 8 ? offset.getBigInt64(0, littleEndian) : 0n
  const scale = createScale(resolution?.byteLength === 1 ? resolution.getUint8(0) : 6)
  return { capture, time: createClock(scale, offsetSeconds * nanosecondsPerSecond) }
}

/**
 * Reads what an interface statistics block says of lost packets into the interface, a later block over an earlier one.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng#section-4.6
 */
export function readStatistics(block: Block, capture: CaptureInterface): CaptureInterface {
  const options = readOptions(block, block.bodyStart + 12)
  const received = counterOption(options, receivedOption, block.littleEndian)
  const drops = [dropOption, osDropOption].map((code) => counterOption(options, code, block.littleEndian))
  const dropped = drops.every((count) => count === undefined)
    ? undefined
    : drops.reduce<number>((sum, count) => sum + (count ?? 0), 0)
  return {
    ...capture,
    ...(received !== undefined && { received }),
    ...(dropped !== undefined && { dropped }),
  }
}

/** Big integers are dear, and packets one after the other share their high word: its part is made once. */
function createClock(scale: (ticks: bigint) => bigint, offsetNs: bigint): SectionInterface['time'] {
  let lastHigh = -1
  let lastTicks = 0n
  return (high, low) => {
    if (high !== lastHigh) {
      lastHigh = high
      lastTicks = BigInt(high) << 32n
    }
    const ns = scale(lastTicks + BigInt(low))
    return offsetNs === 0n ? ns : ns + offsetNs
  }
}

/** if_tsresol: units of 10^-n seconds, or 2^-n with the highest bit set. */
function createScale(resolution: number): (ticks: bigint) => bigint {
  const exponent = BigInt(resolution & 0x7f)
  if (resolution & 0x80) return (ticks) => (ticks * nanosecondsPerSecond) >> exponent
  if (exponent === 9n) return (ticks) => ticks
  if (exponent < 9n) {
    const factor = 10n ** (9n - exponent)
    return (ticks) => ticks * factor
  }
  const divisor = 10n ** (exponent - 9n)
  return (ticks) => ticks / divisor
}
