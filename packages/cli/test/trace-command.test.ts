import { expect, test } from 'vitest'
import { traceCommand } from '../src/ping/trace-command.ts'

test.each([
  [{}, '10.1.5.10', 'underlay trace worker gw0 --lab two'],
  [{ sizeBytes: 1473 }, '10.1.5.10', 'underlay trace worker gw0 --size 1501 --lab two'],
  [{ sizeBytes: 1453 }, 'fd00::1', 'underlay trace worker gw0 --size 1501 --lab two'],
  [{ sizeBytes: 1453, family: '6' }, '10.1.5.10', 'underlay trace worker gw0 --size 1501 --family 6 --lab two'],
  [{ sizeBytes: 32 }, '10.1.5.10', 'underlay trace worker gw0 --lab two'],
] as const)('%j to %s: %s', (pinged, address, expected) => {
  const typed = { from: 'worker', to: 'gw0', ...pinged }
  expect(traceCommand(typed, { address }, { lab: 'two' })).toBe(expected)
  expect(traceCommand(typed, address, { lab: 'two' })).toBe(expected)
})
