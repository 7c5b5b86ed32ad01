import { realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

import { prepareDebianPackages } from './debian/packages.mjs'
import { runMain } from './failure.mjs'
import { requireNode } from './node-version.mjs'
import { prepareNpmPackages } from './npm/packages.mjs'

/** The repository that this file belongs to, an absolute path. */
export const repository = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * Brings what is missing to run a lab on this machine, and says on stderr what it does and why: the npm packages, then
 * the Debian packages. On a prepared machine it prints nothing and takes some 20 ms.
 *
 * @param {{ readonly root?: string, readonly signal?: AbortSignal | undefined }} [options] `root` is the repository,
 * default: the one of this file
 * @returns {Promise<import('./debian/cache.mjs').Manifest>} the unpacked packages, as the SDK reads them
 * @throws {import('./failure.mjs').StartError} when something is missing that this user or machine cannot get
 * @example
 * const { kernel } = await prepare()
 */
export async function prepare({ root = repository, signal } = {}) {
  await prepareNpmPackages(root, { signal })
  return prepareDebianPackages(root, { signal })
}

const started = process.argv[1]
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)) {
  requireNode()
  await runMain(async (signal) => {
    await prepare({ signal })
    return 0
  })
}
