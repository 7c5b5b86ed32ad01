import { expect, test } from 'vitest'
import { withinReach } from '../../../../src/engine/kind/within-reach.ts'
import { EngineError } from '../../../../src/errors.ts'
import { rejection } from '../../refusal.ts'
import { fakeDocker } from './fake-docker.ts'

const untilAborted = ({ signal }: { readonly signal: AbortSignal }) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))

/** A helper that is lost while something is awaited. */
function losing(): { readonly lost: AbortSignal } {
  const lost = new AbortController()
  setTimeout(() => lost.abort(new EngineError('the agent ended')), 20)
  return { lost: lost.signal }
}

test('a wait ends with Docker, and says so', async () => {
  const { stop } = fakeDocker()
  stop()
  const { message, fix } = await rejection(withinReach(losing(), {}, untilAborted), EngineError)
  expect(message).toContain('Docker does not answer')
  expect(fix).toMatch(/start Docker/)
})

test('where Docker answers, it is the helper that has ended', async () => {
  fakeDocker()
  expect((await rejection(withinReach(losing(), {}, untilAborted), EngineError)).message).toContain('the agent ended')
})

test('what the caller asked for, and what the step throws, come as they are', async () => {
  const [lost, asked] = [new AbortController().signal, new AbortController()]
  const why = new Error('Ctrl-C')
  setTimeout(() => asked.abort(why), 20)
  await expect(withinReach({ lost }, { signal: asked.signal }, untilAborted)).rejects.toBe(why)
  await expect(withinReach({ lost }, {}, () => Promise.reject(why))).rejects.toBe(why)
  const how: { readonly timeoutMs: number; readonly signal?: AbortSignal } = { timeoutMs: 7 }
  expect(await withinReach({ lost }, how, async ({ timeoutMs }) => timeoutMs)).toBe(7)
})
