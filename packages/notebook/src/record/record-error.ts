import { harmless } from '../markup/harmless.ts'

/** Thrown when a file is no record of a run that this version writes: it has the path, and what is wrong. */
export class RecordError extends Error {
  override readonly name = 'RecordError'
  readonly path: string
  readonly problem: string

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(harmless(`${path}: ${problem}; delete it and run underlay render on its notebook`), options)
    this.path = path
    this.problem = problem
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `${this.name}: ${this.message}`
  }
}
