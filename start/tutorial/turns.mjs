// Run by zx: the steps of a run, one after the other in one process, each when it is its turn. So Node and the SDK are loaded
// once. A step ends when nothing of it goes on; one that fails ends the process, as it would by itself.
import { once } from 'node:events'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import { updateArgv } from 'zx'

/** @typedef {{ readonly file: string, readonly args: readonly string[], readonly isLast: boolean, readonly mark: string }} Turn */

for (let turn = await nextTurn(); turn !== undefined; turn = await nextTurn()) {
  const { file, args, isLast, mark } = turn
  process.argv.splice(2, Infinity, file, ...args)
  updateArgv([...args])
  const isQuiet = once(process, 'beforeExit').then(() => true)
  if ((await Promise.race([import(pathToFileURL(resolve(file)).href), isQuiet])) === true)
    throw new Error(`${file} waits for what never comes`)
  await isQuiet
  if (process.exitCode !== undefined && process.exitCode !== 0) break
  process.stdout.write(`${mark}\n`)
  process.stderr.write(`${mark}\n`)
  if (isLast) break
}

/**
 * Nobody listens between, so that a step that waits for nothing ends the process, as it would by itself.
 *
 * @returns {Promise<Turn | undefined>} undefined when no more come
 */
function nextTurn() {
  return new Promise((turn) => {
    if (!process.connected) return turn(undefined)
    const ended = () => turn(undefined)
    process.once('disconnect', ended)
    process.once('message', (/** @type {Turn} */ message) => {
      process.removeListener('disconnect', ended)
      turn(message)
    })
  })
}
