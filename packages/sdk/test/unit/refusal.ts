import { expect } from 'vitest'

/** The error of that kind that an action throws. */
export function refusal<T extends Error>(action: () => unknown, kind: new (...args: never[]) => T): T {
  try {
    action()
  } catch (error) {
    expect(error).toBeInstanceOf(kind)
    return error as T
  }
  return expect.fail(`nothing was refused, ${kind.name} was expected`)
}
