import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../../src/cache/cache-folder.ts'

/** The folder with the manifests of others, which are not in this repository. */
export const sharedFolder = process.env['SHARED'] ?? join(import.meta.dirname, '../../../../../shared')

/**
 * Has labs of this process take the images that `shared/real/up` built in place of those of the manifests, if it has run;
 * flannel's manifest goes to the cache, where it is checked as a downloaded one.
 */
export function useRealImages(): void {
  const { REAL_NODE_IMAGE, REAL_NETTOOL_IMAGE, REAL_FLANNEL_IMAGE } = process.env
  if (!REAL_NODE_IMAGE || !REAL_NETTOOL_IMAGE || !REAL_FLANNEL_IMAGE) return
  process.env['UNDERLAY_NODE_IMAGE'] = REAL_NODE_IMAGE
  process.env['UNDERLAY_TOOLS_IMAGE'] = REAL_NETTOOL_IMAGE
  process.env['UNDERLAY_IMAGES'] = [
    `ghcr.io/flannel-io/flannel=${REAL_FLANNEL_IMAGE}`,
    `ghcr.io/flannel-io/flannel-cni-plugin=${REAL_FLANNEL_IMAGE}`,
    `burlyluo/nettool=${REAL_NETTOOL_IMAGE}`,
  ].join(',')
  const manifests = join(cacheFolder(), 'manifests')
  mkdirSync(manifests, { recursive: true })
  copyFileSync(join(sharedFolder, 'manifests/kube-flannel-v0.28.9.yml'), join(manifests, 'flannel-v0.28.9.yaml'))
}
