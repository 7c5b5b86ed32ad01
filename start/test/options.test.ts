import { expect, test } from 'vitest'

import { help, parseOptions } from '../options.mjs'

test('without arguments the tutorial runs on netns and the lab goes', () => {
  expect(parseOptions([], {})).toEqual({
    help: false,
    prepareOnly: false,
    keep: false,
    verbose: false,
    only: undefined,
    engine: 'netns',
    cni: undefined,
  })
})

test('--only takes one digit or two', () => {
  expect(parseOptions(['--only', '6'], {}).only).toBe('06')
  expect(parseOptions(['--only=12'], {}).only).toBe('12')
})

test('--engine wins over UNDERLAY_ENGINE, and an empty variable is none', () => {
  expect(parseOptions([], { UNDERLAY_ENGINE: 'auto' }).engine).toBe('auto')
  expect(parseOptions(['--engine', 'netns'], { UNDERLAY_ENGINE: 'auto' }).engine).toBe('netns')
  expect(parseOptions([], { UNDERLAY_ENGINE: '' }).engine).toBe('netns')
})

test.each([
  [['--engine', 'docker'], '--engine docker: there is no such engine, only netns, kind, auto; did you mean netns?'],
  [
    ['--engine', 'kubernetes'],
    '--engine kubernetes: there is no such engine, only netns, kind, auto; did you mean kind?',
  ],
  [['--engine', 'Automatic'], 'did you mean auto?'],
  [['--only', 'x'], '--only x: not the number of a step'],
  [['--only', '123'], '--only 123'],
  [['--kep'], "Unknown option '--kep'"],
  [['06'], '06'],
])('%j is refused with the reason and exit code 2', (argv, message) => {
  expect(() => parseOptions(argv, {})).toThrow(
    expect.objectContaining({ name: 'StartError', exitCode: 2, message: expect.stringContaining(message) }),
  )
})

test('an engine of the environment is refused by the name of its variable', () => {
  expect(() => parseOptions([], { UNDERLAY_ENGINE: 'docker' })).toThrow(
    /^UNDERLAY_ENGINE=docker: there is no such engine/,
  )
})

test('the help names the engines that there are', () => {
  expect(help).toContain('--engine ENGINE    netns | kind | auto; ')
})
