/** What is wrong with a regular expression. */
export class PatternProblem extends Error {
  override readonly name = 'PatternProblem'
}
