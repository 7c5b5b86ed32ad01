import { oneLine } from '../issue/one-line.ts'

/**
 * Thrown when a text is not the address or the network that it should be; `input` is the text.
 *
 * @example
 * ```ts
 * try {
 *   parseCidr('10.1.5.0/33')
 * } catch (error) {
 *   if (error instanceof AddressError) console.error(error.input)
 * }
 * ```
 */
export class AddressError extends Error {
  override readonly name = 'AddressError'
  readonly code = 'ADDRESS'
  readonly input: string

  constructor(input: string, message: string) {
    super(oneLine(message))
    this.input = input
  }
}
