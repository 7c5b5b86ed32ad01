// Run by zx: the steps of a run, one after the other in one process, each when it is its turn. So Node and the SDK are loaded
// once. A step ends when nothing of it goes on; one that fails ends the process, as it would by itself.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import { updateArgv } from 'zx'
import { injectGlobalRequire } from 'zx/cli'

/** @typedef {{ readonly file: string, readonly args: readonly string[], readonly isLast: boolean, readonly mark: string }} Turn */

// What a step may have changed when the next one comes.
const root = process.cwd()
const writers = [process.stdout, process.stderr].map((stream) => stream.write.bind(stream))

// A module that is named by its path is where that says: to look whether it is no link takes a third of the time. One that is
// not there Node explains best. One of our packages is the same for all who name it.
/** @type {Map<string, import('node:module').ResolveFnOutput>} */
const packages = new Map()
registerHooks({
  resolve(name, context, next) {
    if (name.startsWith('@underlay/')) {
      const known = packages.get(name) ?? { ...next(name, context), shortCircuit: true }
      packages.set(name, known)
      return known
    }
    if (!name.startsWith('.') || !name.endsWith('.ts')) return next(name, context)
    const url = new URL(name, context.parentURL)
    if (!existsSync(url)) return next(name, context)
    return { url: url.href, format: 'module-typescript', shortCircuit: true }
  },
})

for (let turn = await nextTurn(); turn !== undefined; turn = await nextTurn()) {
  const { file, args, isLast, mark } = turn
  process.chdir(root)
  const path = resolve(file)
  injectGlobalRequire(path)
  process.argv.splice(2, Infinity, file, ...args)
  updateArgv([...args])
  const isQuiet = once(process, 'beforeExit').then(() => true)
  if ((await Promise.race([import(pathToFileURL(path).href), isQuiet])) === true)
    throw new Error(`${file} waits for what never comes`)
  await isQuiet
  if (process.exitCode !== undefined && process.exitCode !== 0) break
  for (const write of writers) write(`${mark}\n`)
  if (isLast) break
}

/**
 * Only this waits for the channel, so that a step that waits for nothing is seen to.
 *
 * @returns {Promise<Turn | undefined>} undefined when no more come: said by `false`
 */
async function nextTurn() {
  if (!process.connected) return undefined
  process.channel?.ref()
  const waiting = new AbortController()
  const { signal } = waiting
  const [turn] = await Promise.race([once(process, 'message', { signal }), once(process, 'disconnect', { signal })])
  waiting.abort()
  process.channel?.unref()
  return turn || undefined
}
