import { afterEach, expect, test, vi } from 'vitest'

import { formatSeconds, hasColour, paint, sayWhile } from '../say.mjs'

afterEach(() => {
  vi.restoreAllMocks()
})

test('colour needs a terminal, and NO_COLOR forbids it unless it is empty', () => {
  expect(hasColour({ isTTY: true }, {})).toBe(true)
  expect(hasColour({ isTTY: true }, { NO_COLOR: '' })).toBe(true)
  expect(hasColour({ isTTY: true }, { NO_COLOR: '1' })).toBe(false)
  expect(hasColour({ isTTY: true }, { TERM: 'dumb' })).toBe(false)
  expect(hasColour({}, {})).toBe(false)
  expect(paint('red', 'no', {})).toBe('no')
})

test('a duration has seconds with one digit', () => {
  expect(formatSeconds(2149)).toBe('2.1 s')
  expect(formatSeconds(20_000, 0)).toBe('20 s')
})

test('slow work says that it goes on, and stops when it has ended', async () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const work = new Promise((resolve) => setTimeout(() => resolve('done'), 90))
  expect(await sayWhile('downloading', work, 25)).toBe('done')
  const lines = write.mock.calls.length
  expect(lines).toBeGreaterThanOrEqual(2)
  expect(write.mock.calls[0]?.[0]).toContain('still downloading (0 s)')
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(write.mock.calls.length).toBe(lines)
})
