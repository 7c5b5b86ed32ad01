/**
 * Thrown when the documents of a lab do not say what a packet does: an unknown place, a Service without that port, routes
 * that come by BGP. `fix` says what could be asked instead.
 *
 * @example
 * ```ts
 * try {
 *   predictPath(lab, 'pod/app-worker', 'nowhere')
 * } catch (error) {
 *   if (error instanceof PredictionError) console.error(error.message)
 * }
 * ```
 */
export class PredictionError extends Error {
  override readonly name = 'PredictionError'
  readonly code = 'PREDICTION'
  readonly fix: string | undefined

  constructor(what: string, fix?: string) {
    super(fix === undefined ? what : `${what}\n  fix: ${fix}`)
    this.fix = fix
  }

  // Whoever asks what no document says is told what to ask instead, not where it was noticed.
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `${this.name}: ${this.message}`
  }
}
