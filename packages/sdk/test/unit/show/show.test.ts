import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { show } from '../../../src/show/show.ts'

let printed = ''
beforeEach(() => {
  printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true))
})
afterEach(() => vi.restoreAllMocks())

function published(act: () => void): unknown[] {
  const seen: unknown[] = []
  const listen = (bundle: unknown): void => void seen.push(bundle)
  subscribe('underlay:display', listen)
  try {
    act()
  } finally {
    unsubscribe('underlay:display', listen)
  }
  return seen
}

const bundle = { 'text/plain': 'a table', 'text/html': '<table></table>' }
const value = { [Symbol.for('Jupyter.display')]: () => bundle }

test('where nobody listens the text is printed', () => {
  show(value)
  expect(printed).toBe('a table\n')
})

test('who listens gets the whole bundle, and nothing is printed', () => {
  expect(published(() => show(value))).toEqual([bundle])
  expect(printed).toBe('')
})

test.for([
  ['a text as it is', 'two\nlines', 'two\nlines'],
  ['an object as Node.js inspects it', { device: 'net0' }, "{ device: 'net0' }"],
  ['nothing', undefined, 'undefined'],
  ['something whose property is no method', { [Symbol.for('Jupyter.display')]: 1 }, '{ Symbol(Jupyter.display): 1 }'],
] as const)('a value without a method: %s', ([, shown, text]) => {
  show(shown)
  expect(printed).toBe(`${text}\n`)
})
