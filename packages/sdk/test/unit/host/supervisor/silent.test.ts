import { createServer } from 'node:net'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { EngineError } from '../../../../src/errors.ts'
import { socketPath } from '../../../../src/host/supervisor/address.ts'
import { endSilent, SilentSupervisorError } from '../../../../src/host/supervisor/silent.ts'
import { findSupervisor } from '../../../../src/host/supervisor/start.ts'
import { createKindCluster, destroyCluster } from '../../../../src/index.ts'
import { rejection } from '../../refusal.ts'
import { tempFolder } from '../../temp-folder.ts'
import { twoNodes } from '../../../lab/two-nodes.ts'

beforeEach(async () => {
  vi.stubEnv('XDG_RUNTIME_DIR', tempFolder())
  const server = createServer(() => {})
  await new Promise<void>((resolve) => void server.listen(socketPath('hung', process.pid), resolve))
  onTestFinished(() => void server.close())
})
afterEach(() => void vi.unstubAllEnvs())

test('one that does not answer is an error that says what ends it', async () => {
  const error = await rejection(findSupervisor('hung', { timeoutMs: 50 }), SilentSupervisorError)
  expect(error.message).toContain(`the supervisor of hung, process ${process.pid}, has not answered for 50 ms`)
  expect(error.fix).toMatch(/^underlay down hung, /)
  expect(await findSupervisor('other', { timeoutMs: 50 })).toBeUndefined()
})

test('the signal ends the waiting, of those who use it and of those who end it; after two seconds it is said', async () => {
  const said: string[] = []
  const onProgress = (line: string): void => void said.push(line)
  const options = { engine: 'netns', signal: AbortSignal.timeout(2200), onProgress } as const
  await expect(createKindCluster(twoNodes('hung'), { ...options, host: 'local' })).rejects.toThrow(
    'aborted due to timeout',
  )
  expect(said).toEqual([`waiting for the supervisor of hung, process ${process.pid}, to answer`])
  const stop = new AbortController()
  setTimeout(() => stop.abort('SIGTERM'), 50)
  await expect(destroyCluster('hung', { ...options, signal: stop.signal })).rejects.toBe('SIGTERM')
})

test('what is not known to be its supervisor is not killed', async () => {
  const { message } = await rejection(endSilent('hung', process.pid), EngineError)
  expect(message).toContain(`process ${process.pid} has the lab hung`)
})
