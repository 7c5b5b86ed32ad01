import { expect, test } from 'vitest'
import { openWindow } from '../../../../src/host/wire/window.ts'

/** Whether a promise has resolved by now. */
async function isDone(promise: Promise<void>): Promise<boolean> {
  return Promise.race([promise.then(() => true), Promise.resolve().then(() => false)])
}

test('who has sent as much as may be under way waits until enough of it was taken', async () => {
  const window = openWindow(100)
  expect(await isDone(window.given(99))).toBe(true)
  const [first, second] = [window.given(50), window.given(50)]
  window.taken(99)
  expect([await isDone(first), await isDone(second)]).toEqual([false, false])
  window.taken(1)
  expect([await isDone(first), await isDone(second)]).toEqual([true, true])
})

test('nobody waits for a program that has ended', async () => {
  const window = openWindow(1)
  const waiting = window.given(10)
  window.close()
  expect([await isDone(waiting), await isDone(window.given(10))]).toEqual([true, true])
})
