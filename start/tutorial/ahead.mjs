// Loaded into a step's process before the step, `node --import`: brings what the step imports, and waits for its turn.
import { existsSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { Socket } from 'node:net'

const gate = new Socket({ fd: 3 })
const turn = new Promise((resolve) => gate.once('data', () => resolve(undefined)))
// Nobody waits for the step any more.
gate.once('end', () => process.exit())

// A module that is named by its path is where that says: to look whether it is no link takes a third of the time. One that is
// not there Node explains best. One of our packages is the same for all who name it.
/** @type {Map<string, import('node:module').ResolveFnOutput>} */
const packages = new Map()
const paths = registerHooks({
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
// The prompt is zx's own. What is wrong with any of them, or with the step, it says itself.
for (const name of ['node:repl', 'zx', ...packagesOf(process.argv[2])]) await import(name).catch(() => {})
paths.deregister()

await turn
gate.removeAllListeners('end').destroy()

/** @param {string | undefined} step its file */
function packagesOf(step = '') {
  try {
    return Array.from(readFileSync(step, 'utf8').matchAll(/ from '([^.'][^']*)'/g), ([, name = '']) => name)
  } catch {
    return []
  }
}
