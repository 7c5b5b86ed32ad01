import { judgeEncap } from '@underlay/evidence'
import { expect, test } from 'vitest'
import { joinVerdicts } from '../../../src/report/join-verdicts.ts'

const noted = {
  outcome: 'fail',
  summary: 'saw ipip',
  capture: '06',
  taps: ['a:net0'],
  filter: 'frame.number in {2}',
} as const

test('a verdict that is given and noted is said once, with the whole message', () => {
  const given = { outcome: 'fail', summary: 'saw ipip', message: 'saw ipip\nbecause of Always' } as const
  expect(joinVerdicts([given], [noted])).toEqual([{ ...noted, message: given.message }])
})

test('the same words about another capture are another verdict', () => {
  const given = { outcome: 'fail', summary: 'saw ipip', capture: '07' } as const
  expect(joinVerdicts([given], [noted])).toEqual([given, noted])
  expect(joinVerdicts([{ ...given, capture: '06' }], [noted])).toEqual([noted])
})

test('an outcome at the beginning of a summary is not repeated in a comment', () => {
  const one = { outcome: 'inconclusive', summary: 'a:net0 captured nothing', capture: '06' } as const
  const verdict = { outcome: 'inconclusive', summary: `inconclusive: ${one.summary}`, message: 'more' } as const
  expect(joinVerdicts([verdict], [one])).toEqual([{ ...one, message: 'more' }])
})

test('an assertion gives more than a report has: the rest is left out', () => {
  const verdict = judgeEncap({ interfaces: [], packets: [] }, { from: '10.0.0.1', to: '10.0.0.2', expect: 'none' })
  expect(joinVerdicts([verdict], [])).toEqual([{ outcome: verdict.outcome, summary: verdict.summary }])
})
