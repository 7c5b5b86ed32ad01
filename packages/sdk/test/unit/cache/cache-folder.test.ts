import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { cacheFolder } from '../../../src/cache/cache-folder.ts'
import { stateFolder } from '../../../src/lab/state-folder.ts'

afterEach(() => void vi.unstubAllEnvs())

test.for([
  ['/var/cache/me', '/var/cache/me/underlay'],
  ['', join(homedir(), '.cache/underlay')],
  ['relative/cache', join(homedir(), '.cache/underlay')],
])('with XDG_CACHE_HOME=%j the cache is %s', ([given, folder]) => {
  vi.stubEnv('XDG_CACHE_HOME', given)
  expect(cacheFolder()).toBe(folder)
})

test.for([
  ['/var/state/me', '/var/state/me/underlay'],
  ['', join(homedir(), '.local/state/underlay')],
  ['relative/state', join(homedir(), '.local/state/underlay')],
])('with XDG_STATE_HOME=%j the records are in %s', ([given, folder]) => {
  vi.stubEnv('XDG_STATE_HOME', given)
  expect(stateFolder()).toBe(folder)
})

test('a relative HOME is ignored', () => {
  for (const name of ['XDG_CACHE_HOME', 'XDG_STATE_HOME']) vi.stubEnv(name, '')
  vi.stubEnv('HOME', 'relative')
  const home = userInfo().homedir
  expect([cacheFolder(), stateFolder()]).toEqual([join(home, '.cache/underlay'), join(home, '.local/state/underlay')])
})
