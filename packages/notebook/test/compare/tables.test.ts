import { formatRows, formatTable } from '@underlay/sdk'
import { describe, expect, test } from 'vitest'
import { compareTexts } from './texts.ts'

const pods = [
  { pod: 'app-control-plane', node: 'control-plane', ip: '10.98.81.1', 'cni address': '10.1.5.10/24' },
  { pod: 'app-worker', node: 'worker', ip: '10.98.85.129', 'cni address': '10.1.5.11/24' },
]

const macs = ['02:00:00:00:00:0a', '02:00:00:00:00:0b']
const macTable = (names: readonly string[]) => formatTable(names.map((mac) => ({ name: 'net0', mac })))

describe('tables of things with names', () => {
  test('widths, the order of rows and of columns do not matter', () => {
    const wider = [...pods, { pod: 'app-worker-of-a-long-name', node: 'worker3', ip: '-', 'cni address': '-' }]
    const turned = wider.toReversed().map(({ ip, pod, ...rest }) => ({ pod, ip, ...rest }))
    expect(compareTexts(formatTable(wider), formatTable(turned))).toEqual([])
    expect(compareTexts(formatTable(pods), formatTable(wider))).toEqual([
      [
        'stdout, the table of line 1, row app-worker-of-a-long-name',
        undefined,
        'app-worker-of-a-long-name  worker3  -  -',
      ],
    ])
  })

  test('a cell is told by row and column', () => {
    const other = [pods[0], { ...pods[1], ip: '10.98.85.130' }] as typeof pods
    expect(compareTexts(`Pods:\n${formatTable(pods)}\n✓ 2 pods`, `Pods:\n${formatTable(other)}\n✓ 2 pods`)).toEqual([
      ['stdout, the table of line 2, row app-worker, column IP', '10.98.85.129', '10.98.85.130'],
    ])
  })

  test('a missing row, a missing column, a new column', () => {
    expect(compareTexts(formatTable(pods), formatTable(pods.slice(0, 1)))).toEqual([
      ['stdout, the table of line 1, row app-worker', 'app-worker  worker  10.98.85.129  10.1.5.11/24', undefined],
    ])
    const renamed = pods.map(({ ip, ...rest }) => ({ ...rest, address: ip }))
    expect(compareTexts(formatTable(pods), formatTable(renamed))).toEqual([
      ['stdout, the table of line 1, its columns', 'IP', undefined],
      ['stdout, the table of line 1, its columns', undefined, 'ADDRESS'],
    ])
  })

  test('rows that differ only in what is drawn are told apart by what is known', () => {
    const known = macs.join('\n')
    expect(compareTexts(`${known}\n${macTable(macs)}`, `${known}\n${macTable(macs.toReversed())}`)).toEqual([])
  })

  test('a table is found again behind a new line, with its columns in another order', () => {
    const turned = pods.map(({ pod, ip, node, ...rest }) => ({ pod, ...rest, ip, node }))
    expect(compareTexts(formatTable(pods), `note\n${formatTable(turned)}`)).toEqual([
      ['stdout, line 1', undefined, 'note'],
    ])
  })

  test('what is aligned without a head is compared by its words', () => {
    expect(compareTexts('1 worker        none  ipip', '1 worker  none  ipip  ')).toEqual([])
    expect(compareTexts('  default via 10.1.5.1', 'default via 10.1.5.1')).toHaveLength(1)
  })
})

const hops = ['control-plane:net0', 'gw0:eth1', 'gw0:eth2'].map((tap) => ({ way: 'there', tap, agrees: '✓' }))

test('hops are in an order that means something', () => {
  expect(compareTexts(formatTable(hops), formatTable(hops.toReversed()))).not.toEqual([])
  expect(
    compareTexts(formatTable(hops), formatTable(hops.with(1, { way: 'there', tap: 'gw0:eth1', agrees: '✗' }))),
  ).toEqual([['stdout, the table of line 1, row 2, column AGREES', '✓', '✗']])
})

type Row = Parameters<typeof formatRows>[0][number]

const packet = (number: number, over: Partial<Row> = {}): Row => ({
  number,
  timeSeconds: number / 97,
  outer: { source: '10.98.81.1', destination: '10.98.85.129', ttl: 63 },
  protocol: 'ICMP',
  lengthBytes: 98,
  info: 'Echo (ping) request  id=0x00de, seq=1/256, ttl=63',
  ...over,
})
const solicitation = (number: number): Row =>
  packet(number, {
    outer: { source: 'fe80::a3:53ff:feba:7460', destination: 'ff02::2', ttl: 255 },
    protocol: 'ICMPv6',
    info: 'Router Solicitation from 02:a3:53:ba:74:60',
  })

const reply = (number: number) => packet(number, { info: 'Echo (ping) reply    id=0x00de, seq=1/256, ttl=63' })
const at = (tap: string, row: Row): Row => ({ ...row, tap })

describe('packets', () => {
  test('numbers, times, ids and what kernels say by their timers do not matter', () => {
    const other = packet(9, { info: 'Echo (ping) request  id=0x0123, seq=1/256, ttl=63' })
    expect(compareTexts(formatRows([packet(1)]), formatRows([solicitation(2), other, solicitation(11)]))).toEqual([])
  })

  test('nor do the keepalives of BGP, and what acknowledges them', () => {
    const keepalive = packet(1, { protocol: 'BGP', info: 'KEEPALIVE Message' })
    const answer = packet(2, { protocol: 'TCP', info: '47705 → 179 [ACK] Seq=1 Ack=20 Win=502 Len=0' })
    expect(compareTexts(formatRows([packet(3)]), formatRows([keepalive, answer, packet(3)]))).toEqual([])
    const update = packet(4, { protocol: 'BGP', info: 'UPDATE Message' })
    expect(compareTexts(formatRows([packet(3)]), formatRows([packet(3), update]))).toHaveLength(1)
  })

  test('their order, TTL, length and number do', () => {
    expect(compareTexts(formatRows([packet(1), reply(2)]), formatRows([reply(1), packet(2)]))).not.toEqual([])
    const aged = packet(1, { outer: { source: '10.98.81.1', destination: '10.98.85.129', ttl: 62 } })
    expect(compareTexts(formatRows([packet(1)]), formatRows([aged]))).toEqual([
      ['stdout, the table of line 1, row 1, column TTL', '63', '62'],
    ])
    expect(compareTexts(formatRows([packet(1), reply(2)]), formatRows([packet(1)]))).toHaveLength(1)
  })

  test('a packet that comes without its tunnel is told', () => {
    const inner = { source: '10.98.81.1', destination: '10.98.193.193', ttl: 63 }
    const tunneled = packet(1, { outer: { source: '10.1.5.10', destination: '10.1.8.10', ttl: 64 }, inner })
    const found = compareTexts(formatRows([tunneled]), formatRows([packet(1, { outer: inner })]))
    expect(found.map(([, ...values]) => values)).toEqual([
      ['Outer', undefined],
      ['Inner', undefined],
      [undefined, 'Source → destination'],
      ['64/63', '63'],
    ])
  })

  test('between two taps the order is drawn by lot, at one it is not', () => {
    const [near, far] = ['control-plane:net0', 'gw0:eth1']
    const one = [at(near, packet(1)), at(far, packet(2)), at(near, reply(3)), at(far, reply(4))]
    const other = [at(near, packet(1)), at(near, reply(2)), at(far, packet(3)), at(far, reply(4))]
    expect(compareTexts(formatRows(one), formatRows(other))).toEqual([])
    const turned = [at(near, reply(1)), at(near, packet(2)), at(far, packet(3)), at(far, reply(4))]
    expect(compareTexts(formatRows(one), formatRows(turned))).not.toEqual([])
  })

  test('a capture of nothing but neighbour discovery is compared', () => {
    expect(compareTexts(formatRows([solicitation(1)]), formatRows([solicitation(1), solicitation(2)]))).toHaveLength(1)
  })

  test('a live capture: arrivals of each tap, in their order', () => {
    const one = '1  gw0:eth1  eth:ip:icmp\n2  worker:net0  eth:ip:icmp\n3  gw0:eth1  eth:ip:udp'
    const other = '1  worker:net0  eth:ip:icmp\n2  gw0:eth1  eth:ip:icmp\n3  gw0:eth1  eth:ip:udp'
    expect(compareTexts(one, other)).toEqual([])
    expect(compareTexts(one, other.replace('udp', 'icmp'))).toHaveLength(1)
    expect(compareTexts(one, other.split('\n').slice(0, 2).join('\n'))).toHaveLength(1)
  })
})

test('the number of a line is one of a packet only where several rise', () => {
  expect(compareTexts('64  worker:net0 up', '1  worker:net0 up')).toHaveLength(1)
  expect(compareTexts('64  worker:net0  up', '1  worker:net0  up')).toHaveLength(1)
  expect(compareTexts('9  a:net0  up\n3  b:net0  up', '9  a:net0  up\n4  b:net0  up')).toHaveLength(1)
  expect(compareTexts('1  a:net0  up\n3  b:net0  up', '2  a:net0  up\n4  b:net0  up')).toEqual([])
})
