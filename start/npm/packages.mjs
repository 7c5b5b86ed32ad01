import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { StartError } from '../failure.mjs'
import { run, lastLines } from '../run.mjs'
import { say, sayWhile } from '../say.mjs'
import { isSameTree } from './tree.mjs'

/**
 * Why the npm packages must be installed, or undefined when node_modules is what package-lock.json says.
 *
 * The hash of the lock file that was installed last is kept in `node_modules/.underlay-lock`; without one, npm's own
 * record of what it installed decides, so that a `npm ci` by hand is not done twice.
 *
 * @param {string} root the repository
 * @returns {string | undefined}
 * @throws {StartError} when the repository has no package-lock.json
 * @example
 * whyInstall('/work/underlay') // 'node_modules is missing'
 */
export function whyInstall(root) {
  const lock = readLock(root)
  if (!existsSync(join(root, 'node_modules/.bin/node'))) {
    return existsSync(join(root, 'node_modules')) ? 'node_modules has no Node 24' : 'node_modules is missing'
  }
  const marker = join(root, 'node_modules/.underlay-lock')
  const hash = createHash('sha256').update(lock).digest('hex')
  if (readText(marker) === hash) return undefined
  if (!isSameTree(lock, readText(join(root, 'node_modules/.package-lock.json')))) {
    return 'node_modules is older than package-lock.json'
  }
  tryWrite(marker, hash)
  return undefined
}

/**
 * Installs the npm packages with `npm ci` when they are missing or not those of package-lock.json.
 *
 * @param {string} root the repository
 * @param {{ readonly signal?: AbortSignal | undefined }} [options]
 * @returns {Promise<void>}
 * @throws {StartError} when npm fails, or leaves no Node 24 behind
 * @example
 * await prepareNpmPackages('/work/underlay')
 */
export async function prepareNpmPackages(root, { signal } = {}) {
  const why = whyInstall(root)
  if (why === undefined) return
  say(`installing the npm packages with npm ci (${why})`)
  rmSync(join(root, 'node_modules/.underlay-lock'), { force: true })
  const argv = ['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error']
  const { code, stdout, stderr } = await sayWhile('installing the npm packages', run(argv, { cwd: root, signal }))
  if (code !== 0) throw new StartError(`npm ci failed:\n${lastLines(`${stdout}\n${stderr}`, 12)}`, 'npm ci')
  const left = whyInstall(root)
  // Node 24 arrives by the install script of the package `node`: a user's ignore-scripts leaves it out.
  if (left !== undefined) throw new StartError(`npm ci ended, but ${left}`, 'npm ci --ignore-scripts=false')
}

/**
 * @param {string} root
 * @returns {string}
 */
function readLock(root) {
  const lock = readText(join(root, 'package-lock.json'))
  if (lock === undefined) throw new StartError(`${root} has no package-lock.json`, 'git checkout package-lock.json')
  return lock
}

/**
 * @param {string} path
 * @param {string} text
 */
function tryWrite(path, text) {
  try {
    writeFileSync(path, text)
  } catch {
    // Another user's node_modules: the trees are compared once more the next time.
  }
}

/**
 * @param {string} path
 * @returns {string | undefined}
 */
function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
