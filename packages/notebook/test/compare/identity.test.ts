import { expect, test } from 'vitest'
import { compareRuns } from '../../src/index.ts'
import { code, record, stdout } from '../records.ts'
import { compareTexts } from './texts.ts'

const [a, b, c, d] = ['02:00:00:00:00:0a', '02:00:00:00:00:0b', '02:00:00:00:00:0c', '02:00:00:00:00:0d']

const run = (...texts: readonly string[]) => record(texts.map((text, index) => code(`cell-${index}`, [stdout(text)])))

test('other MACs in the same places are no difference', () => {
  expect(compareTexts(`net0 ${a}\neth1 ${b}\n${a} → ${b}`, `net0 ${c}\neth1 ${d}\n${c} → ${d}`)).toEqual([])
})

test('two MACs that changed places are one', () => {
  expect(compareTexts(`net0 ${a}\neth1 ${b}\n${a} → ${b}`, `net0 ${c}\neth1 ${d}\n${d} → ${c}`)).toEqual([
    ['stdout, line 3', `${a} → ${b}`, `${d} → ${c}`, `${a} was ${c} before`],
  ])
})

test('one MAC where there were two, and two where there was one', () => {
  expect(compareTexts(`${a} and ${b}`, `${c} and ${c}`)).toHaveLength(1)
  expect(compareTexts(`${a} and ${a}`, `${c} and ${d}`)).toHaveLength(1)
})

test('a MAC is the same one in all cells, an ICMP id within an output', () => {
  expect(compareRuns(run(`net0 ${a}`, `from ${a}`), run(`net0 ${c}`, `from ${d}`))).toMatchObject([
    { cell: { id: 'cell-1' }, note: `${a} was ${c} before` },
  ])
  expect(compareRuns(run('id=0x0001', 'id=0x0001'), run('id=0x0002', 'id=0x0003'))).toEqual([])
  expect(compareTexts('request id=0x0001\nreply id=0x0001', 'request id=0x0002\nreply id=0x0003')).toHaveLength(1)
})

test('a line that comes and goes does not shift what follows', () => {
  expect(compareTexts(`net0 ${a}\neth1 ${b}`, `from ${d}\nnet0 ${c}\neth1 ${a}`)).toEqual([
    ['stdout, line 1', undefined, `from ${d}`],
  ])
})

test('a value that is no longer drawn is not the other one', () => {
  expect(compareTexts(`lladdr ${a}`, 'lladdr ee:ee:ee:ee:ee:ee')).toHaveLength(1)
})
