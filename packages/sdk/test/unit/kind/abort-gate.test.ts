import { expect, test, vi } from 'vitest'
import { abortGate } from '../../../src/kind/abort-gate.ts'

const reason = new Error('enough')

test('open, it passes the reason on at once', () => {
  const outer = new AbortController()
  const gate = abortGate(outer.signal, 1000)
  expect(gate.signal.aborted).toBe(false)
  outer.abort(reason)
  expect(gate.signal.reason).toBe(reason)
})

test('shut, it keeps it until it is opened', () => {
  const outer = new AbortController()
  using gate = abortGate(outer.signal, 60_000)
  gate.shut()
  outer.abort(reason)
  expect(gate.signal.aborted).toBe(false)
  gate.open()
  expect(gate.signal.reason).toBe(reason)
})

test('but not longer than its limit, and not after its end', () => {
  vi.useFakeTimers()
  const outer = new AbortController()
  const [late, ended] = [abortGate(outer.signal, 500), abortGate(outer.signal, 500)]
  for (const gate of [late, ended]) gate.shut()
  outer.abort(reason)
  ended[Symbol.dispose]()
  vi.advanceTimersByTime(499)
  expect(late.signal.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  expect([late.signal.aborted, ended.signal.aborted]).toEqual([true, false])
  vi.useRealTimers()
})

test('what was aborted before is aborted; without a signal nothing ever is', () => {
  expect(abortGate(AbortSignal.abort(reason), 1).signal.reason).toBe(reason)
  const gate = abortGate(undefined, 1)
  gate.shut()
  gate.open()
  expect(gate.signal.aborted).toBe(false)
})
