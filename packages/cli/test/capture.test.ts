import { describe, expect, test } from 'vitest'
import { chooseOutputs } from '../src/capture/choose-outputs.ts'
import { describeStreamed } from '../src/capture/describe-streamed.ts'
import { tempFolder, underlay } from './run-underlay.ts'

describe('standard output', () => {
  test('is rows on a terminal and beside a file, a pcapng in a pipe, and what was asked for', () => {
    const chosen = [
      chooseOutputs({}, true),
      chooseOutputs({}, false),
      chooseOutputs({ write: 'x.pcapng' }, true),
      chooseOutputs({ write: 'x.pcapng' }, false),
      chooseOutputs({ write: '-' }, false),
      chooseOutputs({ output: 'table' }, false),
      chooseOutputs({ json: true }, true),
      chooseOutputs({ output: 'json', write: 'x.pcapng' }, false),
    ]
    expect(chosen).toEqual([
      { stdout: 'rows' },
      { stdout: 'pcapng' },
      { stdout: 'rows', file: 'x.pcapng' },
      { stdout: 'rows', file: 'x.pcapng' },
      { stdout: 'pcapng' },
      { stdout: 'rows' },
      { stdout: 'json' },
      { stdout: 'json', file: 'x.pcapng' },
    ])
  })

  test('is not two things, nor a pcapng on a terminal', () => {
    expect(() => chooseOutputs({ write: '-' }, true)).toThrow(/on the terminal\n {2}fix: \| wireshark -k -i -/)
    expect(() => chooseOutputs({ write: '-', json: true }, false)).toThrow(/give one of them/)
    expect(() => chooseOutputs({ output: 'table', json: true }, false)).toThrow(/give one of them/)
    expect(() => chooseOutputs({ ringBytes: 10 }, false)).toThrow(/add -w name\.pcapng/)
    expect(() => chooseOutputs({ ringFiles: 10, write: 'x' }, false)).toThrow(/add --ring-bytes 10M/)
  })
})

test('what came of it is said, with each tap that dropped', () => {
  const tap = { received: 10, dropped: 0, packets: 10, linkType: 1 }
  expect(
    describeStreamed({ shown: 10, missed: 0, isCut: false, taps: [{ ...tap, tap: 'worker:net0' }] }, 'x.pcapng'),
  ).toEqual(['10 packets at worker:net0, 0 dropped, in x.pcapng'])
  const lossy = { ...tap, tap: 'gw0:eth1', dropped: 4, packets: 6 }
  const both = [{ ...tap, tap: 'worker:net0' }, lossy]
  expect(describeStreamed({ shown: 3, missed: 0, isCut: false, taps: both }, undefined)).toEqual([
    '3 of 16 packets at 2 taps, 4 dropped',
    '  gw0:eth1 dropped 4 of 10',
    '  fix: fewer packets by -f, or less of each by -s 128',
  ])
})

test('taps that saw nothing are said where others saw something', () => {
  const tap = { received: 0, dropped: 0, packets: 0, linkType: 1 }
  const idle = ['gw0:eth1', 'gw0:eth2'].map((name) => ({ ...tap, tap: name }))
  const nothing = { shown: 0, missed: 0, isCut: false, taps: idle }
  expect(describeStreamed(nothing, undefined)).toEqual(['0 packets at 2 taps, 0 dropped'])
  const taps = [{ ...tap, packets: 2, tap: 'worker:net0' }, ...idle]
  expect(describeStreamed({ ...nothing, shown: 2, taps }, undefined)).toEqual([
    '2 packets at 3 taps, 0 dropped',
    '  nothing at gw0:eth1, gw0:eth2',
  ])
  const many = Array.from({ length: 10 }, (_, number) => ({ ...tap, tap: `gw0:eth${number}` }))
  expect(describeStreamed({ ...nothing, taps: [...taps.slice(0, 1), ...many] }, undefined).at(-1)).toMatch(
    /gw0:eth7 and 2 more$/,
  )
})

test('a tap that ended early is said, and an output whose end is cut off', () => {
  const lost = { tap: 'gw0:eth1', received: 4, dropped: 0, packets: 4, linkType: 1, lost: 'eth1 went down' }
  expect(describeStreamed({ shown: 4, missed: 0, isCut: true, taps: [lost] }, undefined)).toEqual([
    '4 packets at gw0:eth1, 0 dropped',
    '  gw0:eth1 ended before the others: eth1 went down',
    '  whoever reads the output did not take all of it: its end is cut off',
    '  fix: -w x.pcapng, which waits for no pipe',
  ])
  expect(describeStreamed({ shown: 4, missed: 0, isCut: true, taps: [lost] }, 'x.pcapng').at(-1)).toMatch(
    /its end is cut off$/,
  )
  expect(describeStreamed({ shown: 9, missed: 7, isCut: false, taps: [lost] }, 'x.pcapng')).toContain(
    '  whoever reads the output was too slow for 7 of them, which are only in the file',
  )
})

test('mistakes are told before a lab is looked for, with what to type', async () => {
  const folder = tempFolder({})
  const tries = [
    [['capture'], 'where to capture?'],
    [['capture', '--path', 'worker'], '--path goes from one place to one other, not 1'],
    [['capture', '--all', 'worker:net0'], '--all is every interface'],
    [['capture', 'worker:net0', '-Y', 'ip.scr == 10.1.5.10'], '  ip.scr == 10.1.5.10\n  ^~~~~~\n  fix: '],
    [['capture', 'worker:net0', '--count', 'many'], 'fix: --count 10'],
    [['capture', 'worker:net0', '--ring-bytes', '10M'], 'fix: add -w name.pcapng'],
    [['capture', 'worker:net0', '--fliter', 'icmp'], 'did you mean --filter?'],
  ] as const
  const ended = await Promise.all(tries.map(([argv]) => underlay(folder, ...argv)))
  expect(ended.map(({ code, stderr }, index) => [code, stderr.includes(tries[index]?.[1] ?? '?'), stderr])).toEqual(
    ended.map(({ stderr }) => [2, true, stderr]),
  )
})
