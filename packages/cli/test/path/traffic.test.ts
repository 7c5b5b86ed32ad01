import type { PathPrediction, PredictedWay } from '@underlay/sdk'
import { expect, test } from 'vitest'
import { judgePrediction } from '../../src/path/judge-prediction.ts'
import { trafficOf } from '../../src/path/traffic.ts'

test('what is sent', () => {
  expect(trafficOf({})).toEqual({ traffic: { protocol: 'icmp' } })
  expect(trafficOf({ size: '1500', family: '6' })).toEqual({
    traffic: { protocol: 'icmp' },
    family: 6,
    packetBytes: 1500,
  })
  expect(trafficOf({ protocol: 'tcp', port: '80' })).toEqual({ traffic: { protocol: 'tcp', port: 80 } })
})

test.for([
  [{ port: '80' }, '--port is of tcp or udp'],
  [{ protocol: 'tcp' }, 'tcp needs a port'],
  [{ protocol: 'udp', port: '0' }, 'udp needs a port'],
  [{ protocol: 'udp', port: '65536' }, 'udp needs a port'],
  [{ protocol: 'tcp', port: '80', size: '100' }, '--size is of an echo'],
  [{ size: '79' }, '--size 79 is not possible'],
  [{ size: '65536' }, '--size 65536 is not possible'],
  [{ size: 'large' }, '--size large is no number'],
] as const)('%j is refused with what to type', ([args, text]) => {
  expect(() => trafficOf(args)).toThrow(text)
  expect(() => trafficOf(args)).toThrow(/\n {2}fix: /)
})

const way = (direction: 'forward' | 'reverse', more: Partial<PredictedWay> = {}): PredictedWay => ({
  direction,
  hops: [],
  encapsulation: 'none',
  reason: '',
  largestPacketBytes: 1500,
  oneByteMore: 'refused',
  ...more,
})

const prediction = (forward: PredictedWay, reverse = way('reverse')): PathPrediction => ({
  from: 'a',
  to: 'b',
  traffic: { protocol: 'icmp' },
  paths: [{ endpoint: 'b', forward, reverse }],
  notes: [],
})

test('what a prediction comes to: answered, lost on either way, too large for either', () => {
  const [there, back] = [way('forward'), way('reverse', { largestPacketBytes: 1450, encapsulation: 'vxlan' })]
  expect(judgePrediction(prediction(there, back), 1450)).toEqual({
    arrives: true,
    text: 'answered: none there, vxlan back; up to 1450 bytes in one piece',
  })
  expect(judgePrediction(prediction(there, back), 1451)).toEqual({
    arrives: false,
    text: '1451 bytes are too many, 1450 pass; one more: refused',
  })
  const lost = way('reverse', { lost: { at: 'gw0', reason: 'no route' } })
  expect(judgePrediction(prediction(there, lost), undefined)).toEqual({ arrives: false, text: 'lost at gw0: no route' })
})
