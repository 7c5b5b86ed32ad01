/**
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [link]
 * @property {boolean} [optional]
 * @property {boolean} [devOptional]
 * @property {boolean} [peer]
 */

/**
 * Whether npm's record of what it installed (`node_modules/.package-lock.json`) is the tree that package-lock.json asks
 * for: every needed package is there, and none has another version.
 *
 * @param {string} wanted text of package-lock.json
 * @param {string | undefined} installed text of node_modules/.package-lock.json
 * @returns {boolean} false also when either is not JSON
 * @see "Hidden Lockfiles" in the documentation of package-lock.json
 * @example
 * isSameTree(lockText, undefined) // false
 */
export function isSameTree(wanted, installed) {
  const want = packagesOf(wanted)
  const have = packagesOf(installed)
  if (want === undefined || have === undefined) return false
  for (const [path, entry] of want) {
    const found = have.get(path)
    if (found === undefined ? isNeeded(path, entry) : !isSame(entry, found)) return false
  }
  return [...have.keys()].every((path) => want.has(path))
}

/**
 * @param {string} path
 * @param {LockEntry} entry
 * @returns {boolean}
 */
function isNeeded(path, entry) {
  // The root and the workspaces stand in package-lock.json only; optional packages are those of other platforms.
  return path.includes('node_modules/') && !entry.optional && !entry.devOptional
}

/**
 * @param {LockEntry} a
 * @param {LockEntry} b
 * @returns {boolean}
 */
function isSame(a, b) {
  return a.version === b.version && a.integrity === b.integrity && Boolean(a.link) === Boolean(b.link)
}

/**
 * @param {string | undefined} text
 * @returns {ReadonlyMap<string, LockEntry> | undefined}
 */
function packagesOf(text) {
  if (text === undefined) return undefined
  try {
    return new Map(Object.entries(JSON.parse(text).packages ?? {}))
  } catch {
    return undefined
  }
}
