import { parsePattern } from './parse-pattern.ts'
import { PatternProblem } from './pattern-problem.ts'
import { createProgram } from './program.ts'
import { isFound } from './run.ts'

/** A regular expression made ready, or why it cannot be. */
export type Pattern =
  | { readonly type: 'pattern'; readonly matches: (bytes: Uint8Array) => boolean }
  | { readonly type: 'problem'; readonly reason: string }

/** Makes a regular expression over bytes ready; its time is linear in the bytes, so that nobody can make it hang. */
export function compilePattern(text: string): Pattern {
  try {
    const program = createProgram(parsePattern(text))
    return { type: 'pattern', matches: (bytes) => isFound(program, bytes) }
  } catch (error) {
    if (error instanceof PatternProblem) return { type: 'problem', reason: error.message }
    throw error
  }
}
