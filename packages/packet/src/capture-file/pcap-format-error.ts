/**
 * A capture that is none: wrong magic, a length that cannot be, a block that contradicts itself.
 * `offset` is the byte of the file, counted from 0, where reading ended.
 *
 * @example
 * ```ts
 * try { readCapture(bytes) } catch (error) {
 *   if (error instanceof PcapFormatError) console.error(`${path}: byte ${error.offset}: ${error.message}`)
 * }
 * ```
 */
export class PcapFormatError extends Error {
  override readonly name = 'PcapFormatError'
  readonly offset: number

  constructor(message: string, offset: number) {
    super(`${message} (at byte ${offset})`)
    this.offset = offset
  }
}
