import { describe, expect, it } from 'vitest'
import { formatMatrix, judgeMatrix, type MatrixEnd, type MatrixQuestion } from '@underlay/evidence'
import { captured, ping } from './build/captures.ts'
import { frame, ip, vxlan } from './build/packets.ts'

const end = (name: string, address: string): MatrixEnd => ({ name, node: name, address, taps: [`${name}:net0`] })
const [one, two, three] = [end('cp', '10.98.0.1'), end('worker', '10.98.1.1'), end('worker2', '10.98.2.1')] as const
const ends = [one, two, three]
const rackOf = (node: MatrixEnd): number => (node === three ? 1 : 0)
const expected: MatrixQuestion['expected'] = (from, to) =>
  rackOf(from) === rackOf(to)
    ? { encapsulation: 'none', reason: 'one rack' }
    : { encapsulation: 'vxlan', reason: 'two racks' }

const text = (mark: string): Uint8Array => new TextEncoder().encode(mark)

const tunnel = { src: '10.1.5.10', dst: '10.1.8.10' }
type Carry = 'plain' | 'vxlan'

/** What both ends' taps see of a ping, each direction carried as said. */
function exchange(from: MatrixEnd, to: MatrixEnd, there: Carry, back = there): ReadonlyMap<string, Uint8Array[]> {
  const frames = ping([from.address, to.address], 1, (packet, isRequest) =>
    (isRequest ? there : back) === 'vxlan' ? frame(vxlan(tunnel, packet)) : frame(packet),
  )
  return new Map([...from.taps, ...to.taps].map((tap) => [tap, [...frames]]))
}

function capture(...exchanges: readonly ReadonlyMap<string, readonly Uint8Array[]>[]) {
  return captured(
    ...ends.map(({ taps: [tap = ''] }) => ({ tap, frames: exchanges.flatMap((each) => each.get(tap) ?? []) })),
  )
}

const inRack = exchange(one, two, 'plain')
const across = exchange(one, three, 'vxlan')
const good = [inRack, across, exchange(two, three, 'vxlan')]

describe('a matrix', () => {
  it('passes when every direction is as predicted, and is plain data', () => {
    const matrix = judgeMatrix(capture(...good), { ends, expected })
    expect(matrix.outcome).toBe('pass')
    expect(matrix.summary).toBe('3 ends  6 of 6 directions as predicted  none 2, vxlan 4')
    expect(matrix.cells[1]).toEqual({
      from: 'cp',
      to: 'worker2',
      outcome: 'pass',
      expected: 'vxlan',
      actual: 'vxlan',
      packets: 2,
      offending: 0,
      arrived: true,
      outer: tunnel,
      reason: 'two racks',
    })
    expect(JSON.parse(JSON.stringify(matrix))).toEqual(matrix)
    expect(formatMatrix(matrix).split('\n')).toEqual([
      '           1      2      3',
      '1 cp       ·      none   vxlan',
      '2 worker   none   ·      vxlan',
      '3 worker2  vxlan  vxlan  ·',
      matrix.summary,
    ])
  })

  it('names the pair of which one direction is carried otherwise', () => {
    const crooked = exchange(two, three, 'plain', 'vxlan')
    const matrix = judgeMatrix(capture(inRack, across, crooked), { ends, expected })
    expect(matrix.outcome).toBe('fail')
    expect(matrix.asymmetric).toEqual([{ between: ['worker', 'worker2'], actual: ['none', 'vxlan'], predicted: false }])
    expect(formatMatrix(matrix)).toContain(
      '2 worker   none   ·      !none\n3 worker2  vxlan  vxlan  ·\n! not as predicted',
    )
    expect(matrix.message.split('\n')).toEqual([
      '3 ends  5 of 6 directions as predicted  none 3, vxlan 3  1 not as predicted, 1 pair carried asymmetrically',
      'worker → worker2: expected vxlan, saw none in 2 of 2 packets',
      '  first: worker:net0  packet 7  ICMP  Echo (ping) request  id=0x002a, seq=1/256, ttl=63',
      '  predicted from the documents: two racks',
      '  back it is vxlan: asymmetric',
      '  next: underlay exec worker -- ip route get 10.98.2.1',
    ])
    expect([matrix.expected, matrix.actual]).toEqual(['worker → worker2: vxlan', 'worker → worker2: none'])
  })

  it('fails for an asymmetry that the documents ask for, unless it is allowed', () => {
    const crooked = exchange(two, three, 'plain', 'vxlan')
    const question: MatrixQuestion = {
      ends,
      expected: (from, to) => (from === two ? { encapsulation: 'none', reason: 'a wide mask' } : expected(from, to)),
    }
    const seen = capture(inRack, across, crooked)
    const matrix = judgeMatrix(seen, question)
    expect(matrix.outcome).toBe('fail')
    expect(matrix.message).toContain(
      'worker → worker2 is none, worker2 → worker is vxlan: asymmetric, as the documents ask for\n  there: a wide mask\n  back: two racks',
    )
    expect(judgeMatrix(seen, { ...question, allowAsymmetry: true }).outcome).toBe('pass')
  })

  it('has no evidence of a pair that no tap saw: that is never none', () => {
    const matrix = judgeMatrix(capture(inRack, across), { ends, expected: () => expected(one, two) })
    const cell = matrix.cells.find(({ from, to }) => from === 'worker' && to === 'worker2')
    expect(cell).toMatchObject({ outcome: 'inconclusive', reason: 'worker:net0, worker2:net0 saw no packet of it' })
    expect(cell).not.toHaveProperty('actual')
    expect(judgeMatrix(capture(inRack, across), { ends, expected }).outcome).toBe('inconclusive')
    expect(formatMatrix(matrix)).toContain('2 worker   none    ·       ?')
    expect(matrix.message).toContain(
      'worker → worker2: no evidence: worker:net0, worker2:net0 saw no packet of it\n' +
        '  next: underlay exec worker -- ip route get 10.98.2.1',
    )
  })

  it('says where to look where an end is absent, or there is no pair', () => {
    const absent = { ...three, address: '', absent: 'no pod runs on worker2' }
    const { message } = judgeMatrix(capture(inRack), { ends: [one, two, absent], expected })
    expect(message).toContain('cp → worker2: no evidence: no pod runs on worker2\n  next: underlay inspect pods')
    expect(judgeMatrix(capture(inRack), { ends: [one], expected }).message).toMatch(
      /\n {2}next: underlay inspect pods$/,
    )
  })

  it.each([
    ['a tap that lost packets', (seen: ReturnType<typeof capture>) => dropping(seen), 'cp:net0 dropped 3 packets'],
    ['a capture that is cut', (seen: ReturnType<typeof capture>) => ({ ...seen, truncated: 'here' }), 'is cut (here)'],
  ])('is inconclusive for %s', (_, spoil, reason) => {
    const matrix = judgeMatrix(spoil(capture(...good)), { ends, expected })
    expect(matrix.outcome).toBe('inconclusive')
    expect(matrix.message).toContain(reason)
    expect(formatMatrix(matrix)).toContain('none?')
  })

  it('shows what it saw where nothing is predicted, and passes nothing', () => {
    const matrix = judgeMatrix(capture(...good), { ends, expected: () => ({ reason: 'VLANs are not predicted' }) })
    expect(matrix.outcome).toBe('inconclusive')
    expect(matrix.message).toContain('cp → worker: no evidence: nothing is expected: VLANs are not predicted')
    expect(formatMatrix(matrix)).toContain('vxlan?')
  })

  it('counts packets with a mark only, when there are marks', () => {
    expect(judgeMatrix(capture(...good), { ends, expected, marks: [text('other'), text('payload')] }).outcome).toBe(
      'pass',
    )
    expect(judgeMatrix(capture(...good), { ends, expected, marks: [text('other')] }).outcome).toBe('inconclusive')
  })

  it('says which packets never came to the other node', () => {
    const half = new Map([['cp:net0', [frame(ip(1, { src: one.address, dst: two.address }, new Uint8Array(8)))]]])
    const matrix = judgeMatrix(capture(half), { ends: [one, two], expected })
    expect(matrix.cells[0]).toMatchObject({
      outcome: 'inconclusive',
      arrived: false,
      reason: 'left cp as none, never seen at worker',
    })
    expect(matrix.summary).toContain('1 sent and never seen at the other node')
    expect(formatMatrix(matrix)).toContain('>none')
  })

  it('leaves out ends of one node, and has nothing to say without a pair', () => {
    const neighbours = [one, { ...two, node: one.node }]
    const matrix = judgeMatrix(capture(...good), { ends: neighbours, expected })
    expect([matrix.cells, matrix.outcome]).toEqual([[], 'inconclusive'])
    expect(matrix.message).toContain('at least two ends on different nodes are needed')
  })
})

function dropping(seen: ReturnType<typeof capture>): ReturnType<typeof capture> {
  return { ...seen, interfaces: seen.interfaces.map((tap, index) => (index === 0 ? { ...tap, dropped: 3 } : tap)) }
}
