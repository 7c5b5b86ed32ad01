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
    'escapeHtml',
    'findFlow',
    'findPath',
    'formatLadder',
    'formatMatrix',
    'formatPrediction',
    'formatTree',
    'formatVerdict',
    'fromCaptureFile',
    'judgeEncap',
    'judgeMatrix',
    'ladderHtml',
    'matrixHtml',
    'packetsHtml',
    'pathTaps',
    'predictPath',
    'predictionHtml',
    'requirePass',
    'routeCommand',
    'shouldEncapsulate',
    'tableHtml',
    'verdictHtml',
    'whyNotUnderlay',
  ])
})
