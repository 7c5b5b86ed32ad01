/** One kind of bad input, and everything that is said of it. */
export interface BadInput {
  /** What is wrong with it. */
  readonly title: string
  /** Gives it to what reads it. */
  readonly give: () => unknown
  /** The error's name. */
  readonly error: string
  /** Where the mistake is: file:line:col, byte, option, program. */
  readonly place: string
  /** What is wrong, in the error's words. */
  readonly says: string
  /** What to do, in the error's words; without one the place and what is wrong are all there is to say. */
  readonly fix?: string
}

/** What an action throws, or a promise that it returns. */
export async function thrownBy(give: () => unknown): Promise<Error> {
  try {
    await give()
  } catch (error) {
    if (error instanceof Error) return error
    throw new TypeError(`${String(error)} is no error`, { cause: error })
  }
  throw new TypeError('it was taken')
}
