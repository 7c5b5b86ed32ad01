import { expect, it } from 'vitest'
import * as evidence from '@underlay/evidence'

it('exports these names, no more', () => {
  expect(Object.keys(evidence).sort()).toEqual([
    'AssertionError',
    'InconclusiveError',
    'PredictionError',
    'assertEncap',
    'compareAcross',
    'comparePath',
    'findFlow',
    'findPath',
    'formatLadder',
    'formatMatrix',
    'formatPrediction',
    'formatTree',
    'fromCaptureFile',
    'judgeEncap',
    'judgeMatrix',
    'pathTaps',
    'predictPath',
    'requirePass',
    'routeCommand',
    'shouldEncapsulate',
    'whyNotUnderlay',
  ])
})
