import { describe, expect, it } from 'vitest'
import { FilterError, parseFilter } from '@underlay/packet'

function errorOf(text: string): FilterError {
  try {
    parseFilter(text)
  } catch (error) {
    if (error instanceof FilterError) return error
    throw error
  }
  throw new Error(`${text} is a filter`)
}

describe('a filter that cannot be understood', () => {
  it('is shown with a caret, and what may have been meant', () => {
    const error = errorOf('icmp && ip.scr == 10.1.5.10')
    expect(error.message.split('\n')).toEqual([
      'no field or protocol is named ip.scr: did you mean ip.src?',
      '  icmp && ip.scr == 10.1.5.10',
      '          ^~~~~~',
    ])
    expect(error).toMatchObject({ name: 'FilterError', position: 8, length: 6, suggestion: 'ip.src' })
  })

  it.each([
    ['', 0, 'the filter is empty'],
    ['ip.src == 10.1.5', 10, '10.1.5 is no IPv4 address'],
    ['ip.src == 10.0.0.0/33', 10, '10.0.0.0/33 is no IPv4 address'],
    ['ip.src == fe80::1', 10, 'fe80::1 is no IPv4 address'],
    ['ipv6.src == 10.1.5.10', 12, '10.1.5.10 is no IPv6 address'],
    ['ip.ttl == 10.1.5.10', 10, '10.1.5.10 is no number'],
    ['ip.ttl == 09', 10, '09 is no number'],
    ['ip.ttl == ip.src', 10, 'a number cannot be compared with an IPv4 address'],
    ['ip.ttl == tcp.payload', 10, 'a number cannot be compared with bytes'],
    ['ip.src == ip.dts', 10, 'ip.dts is no IPv4 address: did you mean ip.dst?'],
    ['ip.src in {10.1.5.10, 7}', 22, '7 is no IPv4 address'],
    ['tcp.flags.syn == maybe', 17, 'maybe is neither true nor false'],
    ['eth.src == 02:00', 11, '02:00 is no Ethernet address, such as 02:00:0a:01:05:0a'],
    ['frame.interface_name == eth0', 24, 'a text stands in double quotes: "eth0"'],
    ['frame.time_epoch == 1.0000000001', 20, '1.0000000001 is no number of seconds'],
    [
      'frame.time > "2026-11-25 23:12:00"',
      13,
      '"2026-11-25 23:12:00" is no time with a zone, such as "2026-11-25 23:12:00Z"',
    ],
    [
      'frame.time > "2026-13-25 23:12:00Z"',
      13,
      '"2026-13-25 23:12:00Z" is no time with a zone, such as "2026-11-25 23:12:00Z"',
    ],
    ['ip.ttl = 5', 7, 'a comparison is ==, one = is none'],
    ['tcp.seq == 1', 0, 'no field or protocol is named tcp.seq: did you mean tcp.seq_raw?'],
    ['tcp.flags.rst', 0, 'no field or protocol is named tcp.flags.rst: did you mean tcp.flags.reset?'],
    ['IP', 0, 'no field or protocol is named IP: did you mean ip?'],
    ['http', 0, 'no field or protocol is named http'],
    ['ip AND arp', 3, 'AND is no operator here: did you mean and?'],
    ['ip & arp', 0, '& takes two numbers, or as many bytes on both sides'],
    ['ip | arp', 3, '| is no operator here: did you mean ||?'],
    ['ip arp', 3, 'here the filter should end, or go on with && or ||'],
    ['(ip', 3, ') is missing behind what is in parentheses'],
    ['ip)', 2, 'this parenthesis was never opened'],
    ['ip &&', 5, 'the filter ends where a field or a value should be'],
    ['ip && && arp', 6, 'a field or a value should be here'],
    ['ip.src#0 == 1.1.1.1', 6, 'layers are counted from 1, or from -1 for the innermost'],
    ['ip.src#x == 1.1.1.1', 7, 'the number of a layer should be here'],
    ['eth.src[3-1] == 02', 8, 'the range ends before it begins'],
    ['eth.src[0:0] == 02', 8, 'a range has at least one item'],
    ['ip.ttl[0] == 02', 0, 'only texts, bytes and addresses have parts'],
    ['cuont(ip) == 2', 0, 'no function is named cuont: did you mean count?'],
    ['count(ip)', 0, 'count() gives a value: compare it with another'],
    ['len(ip.ttl) == 1', 4, 'len takes a text, bytes or an address'],
    ['len(ip, ip) == 1', 0, 'len takes one argument'],
    ['max(ip.ttl, ip.src) == 1', 12, 'the arguments of max are of different kinds'],
    ['frame.comment == "a', 17, 'the quotation has no end'],
    ["ip.ttl == 'ab'", 10, 'one character stands in single quotes'],
    [
      'ip.src contains 0a',
      0,
      'contains looks into texts and bytes, not into numbers and addresses: string() makes a text of them',
    ],
    ['tcp matches abc', 12, 'a regular expression stands in double quotes'],
    ['all tcp', 7, 'all needs a comparison'],
    ['7', 0, 'no field or protocol is named 7'],
    ['5 == 5', 0, '5 is a value: a filter compares it with a field'],
    ['"a" == "a"', 0, '"a" is a value: a filter compares it with a field'],
    [`${'('.repeat(100)}ip`, 65, 'nested more than 64 levels deep'],
    [`${'!'.repeat(100)}ip`, 65, 'nested more than 64 levels deep'],
    ['ip || '.repeat(2000), 10_000, 'a filter has at most 10000 characters, this has 12000'],
  ])('%s: at %i, %s', (text, position, reason) => {
    const error = errorOf(text)
    expect([error.position, error.message.split('\n')[0]]).toEqual([position, reason])
  })

  it('shows the place of a long text, and no control character', () => {
    const error = errorOf(`${'ip || '.repeat(50)}\u001b[2J`)
    const [, line = '', caret = ''] = error.message.split('\n')
    expect(line).toMatch(/^ {2}….*\\u\{1b\}\[2J$/)
    expect(caret.indexOf('^')).toBe(line.indexOf('\\u'))
  })

  it('takes a long chain of terms', () => {
    expect(() => parseFilter('ip||'.repeat(2000) + 'ip')).not.toThrow()
  })
})
