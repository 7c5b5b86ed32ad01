import { expect, test } from 'vitest'
import { formatVerification } from '../../../src/verify/format-verification.ts'
import { aVerification, found } from './a-verification.ts'

test('one fail fails, one inconclusive leaves it open, nothing at all is no pass', () => {
  expect(aVerification([]).outcome).toBe('inconclusive')
  expect(aVerification([found('reach', 'pass')]).outcome).toBe('pass')
  expect(aVerification([found('reach', 'pass'), found('path', 'inconclusive')]).outcome).toBe('inconclusive')
  const failed = aVerification([found('path', 'inconclusive'), found('mtu', 'fail'), found('reach', 'pass')])
  expect([failed.outcome, failed.summary]).toEqual(['fail', 'two: 1 of 3 pass; 1 fail: mtu 1; 1 inconclusive: path 1'])
})

test('for the terminal: counts, causes, a line for each pair with its first layer, the next command, what is open', () => {
  const reason = { summary: 'a → b: in no document' }
  const verification = aVerification(
    [
      found('route', 'fail', { summary: 'a → b: the route disagrees at a:net0' }),
      found('reach', 'fail'),
      found('mtu', 'fail', { from: 'c', family: 6, summary: 'c → b (IPv6): 1500 bytes do not pass' }),
      found('path', 'inconclusive', reason),
      found('path', 'inconclusive', { ...reason, from: 'b', to: 'a', summary: 'b → a: in no document' }),
      found('encapsulation', 'pass'),
    ],
    { causes: ['gw0: a rule drops it'], notes: ['16 of 50 nodes'], absent: [{ layer: 'bgp', reason: 'no BGP' }] },
  )
  const text = formatVerification(verification, { next: ({ from, to }) => `underlay trace ${from} ${to}` })
  expect(text.split('\n').slice(1)).toEqual([
    'bgp            -     -     -',
    'route          0     1     0',
    'encapsulation  1     0     0',
    'path           0     0     2',
    'reach          0     1     0',
    'mtu            0     1     0',
    '',
    'cause: gw0: a rule drops it',
    '',
    'FAIL  a → b  route: the route disagrees at a:net0; also reach',
    '      next: underlay trace a b',
    'FAIL  c → b (IPv6)  mtu: 1500 bytes do not pass',
    '      next: underlay trace c b',
    '',
    'inconclusive  path, 2 findings: in no document',
    '      next: underlay trace a b',
    '',
    'note: 16 of 50 nodes',
    'note: bgp is not there: no BGP',
    '',
    `FAIL  ${verification.summary}  (1.2 s)`,
  ])
  const many = aVerification(Array.from({ length: 13 }, (_, index) => found('reach', 'fail', { from: `n${index}` })))
  expect(formatVerification(many)).toContain('… and 3 more pairs that fail: -o wide shows all')
  expect(formatVerification(many, { wide: true }).match(/^FAIL {2}n/gm)).toHaveLength(13)
})
