import { expect, test } from 'vitest'
import type { Finding } from '@underlay/sdk'
import { formatFindings, formatRepair } from '../src/doctor/format-findings.ts'
import { tempFolder, underlay } from './run-underlay.ts'

const findings: readonly Finding[] = [
  {
    probe: 'kernel',
    status: 'warning',
    detail: 'Linux 6.1 does not make ipip',
    fix: 'sudo modprobe ipip',
    durationMs: 9,
  },
  { probe: 'mtu', host: 'local', status: 'ok', detail: '1400 bytes pass', durationMs: 12 },
]
const found = { engines: ['netns', 'kind'], hosts: ['local', 'docker'], usable: true, next: 'underlay up' } as const

test('a table: each finding, its fix below, what is usable, and what to type next', () => {
  expect(formatFindings(findings, found, false)).toBe(
    [
      'STATUS   PROBE      SEEN',
      'warning  kernel     Linux 6.1 does not make ipip',
      '                    fix: sudo modprobe ipip',
      'ok       local/mtu  1400 bytes pass',
      '',
      'usable here: engine netns on host local, host docker; engine kind',
      'next: underlay up',
    ].join('\n'),
  )
  expect(formatFindings(findings, found, true)).toContain('ok       local/mtu     12 ms  1400 bytes pass\n')
  expect(formatFindings([], { engines: [], hosts: [], usable: false, next: 'apt' }, false)).toContain(
    'here: no engine\n',
  )
})

test('a repair is one line', () => {
  const command = 'sudo modprobe ipip'
  expect(formatRepair({ probe: 'kernel', command, outcome: 'done' })).toBe('done: sudo modprobe ipip')
  expect(formatRepair({ probe: 'kernel', command, outcome: 'withheld', why: 'only root may do it' })).toBe(
    'withheld: sudo modprobe ipip (only root may do it)',
  )
})

test.each([
  [['--dry-run'], '--dry-run says how to repair\n  fix: add --fix\n'],
  [['--sysctls'], '--sysctls says how to repair\n  fix: add --fix\n'],
  [['--nodes', 'many'], '--nodes many is no number of nodes\n  fix: a whole number from 1 to 1000\n'],
  [['--nodes', '0'], '--nodes 0 is no number of nodes\n  fix: a whole number from 1 to 1000\n'],
  [['--json', '-o', 'yaml'], '--json and -o yaml are two formats\n  fix: give one of them\n'],
])('refused before anything is examined: %j', async (args, stderr) => {
  expect(await underlay(tempFolder({}), 'doctor', ...args)).toEqual({ code: 2, stdout: '', stderr })
})
