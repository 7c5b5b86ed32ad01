import { expect, test } from 'vitest'
import type { Impairment } from '@underlay/configs'
import { planImpairment } from '../../../src/fabric/plan-impairment.ts'

test.for<[string, Impairment, string[]]>([
  ['nothing', {}, []],
  ['a delay', { delayMs: 40, jitterMs: 0.5 }, ['tc qdisc replace dev eth1 root netem limit 100000 delay 40ms 0.5ms']],
  ['a loss', { lossPercent: 1.5 }, ['tc qdisc replace dev eth1 root netem limit 100000 loss 1.5%']],
  [
    'all of it',
    { delayMs: 1, lossPercent: 2, rateKbit: 3000 },
    ['tc qdisc replace dev eth1 root netem limit 100000 delay 1ms loss 2% rate 3000kbit'],
  ],
  // Ten milliseconds of it, and at a low rate two packets.
  ['a rate', { rateKbit: 100_000 }, ['tc qdisc replace dev eth1 root tbf rate 100000kbit burst 125000 latency 50ms']],
  ['a low rate', { rateKbit: 64 }, ['tc qdisc replace dev eth1 root tbf rate 64kbit burst 3036 latency 50ms']],
])('%s', ([, impairment, planned]) => {
  expect(planImpairment('eth1', 1500, impairment)).toEqual(planned)
})
