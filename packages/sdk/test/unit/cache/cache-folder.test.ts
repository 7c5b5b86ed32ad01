import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { cacheFolder } from '../../../src/cache/cache-folder.ts'

afterEach(() => void vi.unstubAllEnvs())

test.for([
  ['/var/cache/me', '/var/cache/me/underlay'],
  ['', join(homedir(), '.cache/underlay')],
  ['relative/cache', join(homedir(), '.cache/underlay')],
])('with XDG_CACHE_HOME=%j the cache is %s', ([given, folder]) => {
  vi.stubEnv('XDG_CACHE_HOME', given)
  expect(cacheFolder()).toBe(folder)
})
