// Loaded into a step's process before the step, `node --import`: brings what the step imports, and waits for its turn.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { Socket } from 'node:net'

const gate = new Socket({ fd: 3 })
const turn = new Promise((resolve) => gate.once('data', () => resolve(undefined)))
// Nobody waits for the step any more.
gate.once('end', () => process.exit())

// A module that is named by its path is where that says: to look whether it is there, and no link, takes a third of the time.
const paths = registerHooks({
  resolve(name, context, next) {
    if (!name.startsWith('.') || !name.endsWith('.ts')) return next(name, context)
    return { url: new URL(name, context.parentURL).href, format: 'module-typescript', shortCircuit: true }
  },
})
const [, , step = ''] = process.argv
const packages = readFileSync(step, 'utf8').matchAll(/ from '([^.'][^']*)'/g)
// The prompt is zx's own. What is wrong with any of them the step says itself.
for (const name of ['node:repl', 'zx', ...[...packages].map(([, name = '']) => name)])
  await import(name).catch(() => {})
paths.deregister()

await turn
gate.removeAllListeners('end').destroy()
