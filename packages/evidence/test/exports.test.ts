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
    'formatPaths',
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
    'pathsDot',
    'pathsMermaid',
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
