import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { cacheFolder } from '../../src/cache/cache-folder.ts'

/** The folder with the manifests of others, which are not in this repository. */
export const sharedFolder = process.env['SHARED'] ?? join(import.meta.dirname, '../../../../../shared')

/**
 * Folders of the test's own for the state and the cache of labs, and the images that `shared/real/up` built in place of
 * those of the manifests. What the cache holds is what would be downloaded, and is checked like it.
 */
export function useOwnFolders(): string {
  const folder = mkdtempSync(join(tmpdir(), 'underlay-real-'))
  const prepared = join(cacheFolder(), 'debian')
  const { REAL_NODE_IMAGE, REAL_NETTOOL_IMAGE, REAL_FLANNEL_IMAGE } = process.env
  process.env['XDG_STATE_HOME'] = join(folder, 'state')
  process.env['XDG_CACHE_HOME'] = join(folder, 'cache')
  mkdirSync(cacheFolder(), { recursive: true })
  // Programs of Debian are for labs of the netns engine, which are compared with those of kind.
  symlinkSync(prepared, join(cacheFolder(), 'debian'))
  if (REAL_NODE_IMAGE && REAL_NETTOOL_IMAGE && REAL_FLANNEL_IMAGE) {
    process.env['UNDERLAY_NODE_IMAGE'] = REAL_NODE_IMAGE
    process.env['UNDERLAY_TOOLS_IMAGE'] = REAL_NETTOOL_IMAGE
    process.env['UNDERLAY_IMAGES'] = [
      `ghcr.io/flannel-io/flannel=${REAL_FLANNEL_IMAGE}`,
      `ghcr.io/flannel-io/flannel-cni-plugin=${REAL_FLANNEL_IMAGE}`,
      `burlyluo/nettool=${REAL_NETTOOL_IMAGE}`,
    ].join(',')
    const manifests = join(folder, 'cache', 'underlay', 'manifests')
    mkdirSync(manifests, { recursive: true })
    copyFileSync(join(sharedFolder, 'manifests/kube-flannel-v0.28.9.yml'), join(manifests, 'flannel-v0.28.9.yaml'))
  }
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Why this machine's kernel cannot carry IPIP; `undefined` when it can. Tried in a scratch namespace. */
export function whyNoIpip(): string | undefined {
  const add = ['ip', 'link', 'add', 'probe0', 'type', 'ipip', 'local', '192.0.2.1', 'remote', '192.0.2.2']
  const { status, stderr } = spawnSync('unshare', ['--net', ...add], { encoding: 'utf8' })
  return status === 0 ? undefined : `the kernel has no ipip: ${stderr.trim()}`
}
