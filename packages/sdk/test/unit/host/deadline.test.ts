import { expect, test } from 'vitest'
import { LabTimeoutError } from '../../../src/errors.ts'
import { beforeDeadline } from '../../../src/host/deadline.ts'
import { rejection } from '../refusal.ts'

test('what comes in time is passed on, and nothing happens later', async () => {
  let late = 0
  const deadline = { what: 'x', timeoutMs: 20, lastSeen: () => '', onLate: () => void late++ }
  expect(await beforeDeadline(Promise.resolve(7), deadline)).toBe(7)
  await new Promise((resolve) => setTimeout(resolve, 40))
  expect(late).toBe(0)
})

test('what does not come is told with what was seen at the end', async () => {
  let seen = 'nothing'
  setTimeout(() => (seen = 'half of it'), 5)
  const never = new Promise<never>(() => {})
  const error = await rejection(
    beforeDeadline(never, { what: 'all', timeoutMs: 40, lastSeen: () => seen }),
    LabTimeoutError,
  )
  expect(error.message).toBe('waited 40 ms for all; last seen: half of it')
})
