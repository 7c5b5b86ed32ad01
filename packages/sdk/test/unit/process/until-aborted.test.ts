import { expect, test } from 'vitest'
import { untilAborted } from '../../../src/process/until-aborted.ts'

test('what cannot be told to stop is not waited for, and may fail unseen', async () => {
  const interrupt = new AbortController()
  const work = Promise.withResolvers<never>()
  const endless = untilAborted(() => work.promise, interrupt.signal)
  interrupt.abort(new Error('enough'))
  await expect(endless).rejects.toThrow('enough')
  work.reject(new Error('too late'))
  let begun = false
  await expect(untilAborted(async () => void (begun = true), interrupt.signal)).rejects.toThrow('enough')
  expect(begun).toBe(false)
})

test('what ends before is its result, with a signal or without', async () => {
  const { signal } = new AbortController()
  expect(await untilAborted(async () => 1, signal)).toBe(1)
  expect(await untilAborted(async () => 2, undefined)).toBe(2)
  await expect(untilAborted(() => Promise.reject(new Error('no')), signal)).rejects.toThrow('no')
})
