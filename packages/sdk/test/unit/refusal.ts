import { expect } from 'vitest'

/** What an action throws; `undefined` when it throws nothing. */
export function thrownBy(action: () => unknown): unknown {
  try {
    action()
    return undefined
  } catch (error) {
    return error
  }
}

/** The error of that kind that an action throws. */
export function refusal<T extends Error>(action: () => unknown, kind: new (...args: never[]) => T): T {
  const error = thrownBy(action)
  expect(error).toBeInstanceOf(kind)
  return error as T
}

/** The error of that kind that a promise rejects with. */
export async function rejection<T extends Error>(
  promise: Promise<unknown>,
  kind: new (...args: never[]) => T,
): Promise<T> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(kind)
  return error as T
}
