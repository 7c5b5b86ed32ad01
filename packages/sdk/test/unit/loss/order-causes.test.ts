import { expect, test } from 'vitest'
import type { LossCause } from '../../../src/loss/loss-facts.ts'
import { orderCauses } from '../../../src/loss/order-causes.ts'

const snat: LossCause = { certainty: 'possible', rewrites: 'source', text: 'worker: masquerade' }
const dnat: LossCause = { certainty: 'possible', rewrites: 'destination', text: 'worker: dnat' }
const refused: LossCause = { certainty: 'certain', text: 'outside: the kernel refuses 10.96.0.11: there is no route' }
const bySource: LossCause = { certainty: 'certain', text: 'gw0: rp_filter refuses 172.20.20.2 on eth1' }
const possible: LossCause = { certainty: 'possible', text: 'outside: there is no default route' }
const seen = { from: '172.20.20.2', to: '10.96.0.11' }

test('who rewrote it comes last, and what is certain first', () => {
  expect(orderCauses([dnat], [possible, refused], seen)).toEqual([refused.text, possible.text, dnat.text])
})

test.for<[string, readonly LossCause[], boolean]>([
  ['its destination is refused, whoever sends', [refused], false],
  ['its source is refused', [bySource], true],
  ['nothing is certain', [possible], true],
  ['it was not lost', [], true],
])('a rule that rewrote the source of a packet, when %s: %o', ([, lost, isSaid]) => {
  expect(orderCauses([snat], lost, seen).includes(snat.text)).toBe(isSaid)
})
