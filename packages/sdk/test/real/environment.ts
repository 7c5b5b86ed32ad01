import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { cacheFolder } from '../../src/cache/cache-folder.ts'
import { useRealImages } from './real-images.ts'

/**
 * Folders of the test's own for the state and the cache of labs, and the images that `shared/real/up` built in place of
 * those of the manifests. What the cache holds is what would be downloaded, and is checked like it.
 */
export function useOwnFolders(): string {
  const folder = mkdtempSync(join(tmpdir(), 'underlay-real-'))
  const prepared = join(cacheFolder(), 'debian')
  process.env['XDG_STATE_HOME'] = join(folder, 'state')
  process.env['XDG_CACHE_HOME'] = join(folder, 'cache')
  mkdirSync(cacheFolder(), { recursive: true })
  // Programs of Debian are for labs of the netns engine, which are compared with those of kind.
  symlinkSync(prepared, join(cacheFolder(), 'debian'))
  useRealImages()
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Why this machine's kernel cannot carry IPIP; `undefined` when it can. Tried in a scratch namespace. */
export function whyNoIpip(): string | undefined {
  const add = ['ip', 'link', 'add', 'probe0', 'type', 'ipip', 'local', '192.0.2.1', 'remote', '192.0.2.2']
  const { status, stderr } = spawnSync('unshare', ['--net', ...add], { encoding: 'utf8' })
  return status === 0 ? undefined : `the kernel has no ipip: ${stderr.trim()}`
}
