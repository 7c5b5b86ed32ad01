import { expect, test } from 'vitest'

import { parseOptions } from '../options.mjs'

test('without arguments the tutorial runs on netns and the lab goes', () => {
  expect(parseOptions([], {})).toEqual({
    help: false,
    prepareOnly: false,
    keep: false,
    verbose: false,
    only: undefined,
    engine: 'netns',
  })
})

test('--only takes one digit or two', () => {
  expect(parseOptions(['--only', '6'], {}).only).toBe('06')
  expect(parseOptions(['--only=12'], {}).only).toBe('12')
})

test('--engine wins over UNDERLAY_ENGINE, and an empty variable is none', () => {
  expect(parseOptions([], { UNDERLAY_ENGINE: 'kind' }).engine).toBe('kind')
  expect(parseOptions(['--engine', 'auto'], { UNDERLAY_ENGINE: 'kind' }).engine).toBe('auto')
  expect(parseOptions([], { UNDERLAY_ENGINE: '' }).engine).toBe('netns')
})

test.each([
  [['--engine', 'docker'], '--engine docker: there are netns, kind, auto'],
  [['--only', 'x'], '--only x: not the number of a step'],
  [['--only', '123'], '--only 123'],
  [['--kep'], "Unknown option '--kep'"],
  [['06'], '06'],
])('%j is refused with the reason and exit code 2', (argv, message) => {
  expect(() => parseOptions(argv, {})).toThrow(
    expect.objectContaining({ name: 'StartError', exitCode: 2, message: expect.stringContaining(message) }),
  )
})
