/**
 * What is wrong with the Node that runs `npm start`.
 *
 * @param {string} version such as `process.versions.node`
 * @returns {string | undefined} one line with the fix; undefined when it is new enough
 * @example
 * nodeProblem('20.11.0') // undefined
 */
export function nodeProblem(version) {
  if (Number(version.split('.')[0]) >= 20) return undefined
  return `Node ${version} is too old, 20 or newer is needed; install it from https://nodejs.org/en/download`
}

/**
 * Ends a program with exit code 2 and one line when its Node is too old. Call it before anything else; what is imported
 * beside it must parse on Node 18.
 *
 * @param {string} [version] default: this process's
 * @example
 * requireNode()
 */
export function requireNode(version = process.versions.node) {
  const problem = nodeProblem(version)
  if (problem === undefined) return
  process.stderr.write(`${problem}\n`)
  process.exit(2)
}
