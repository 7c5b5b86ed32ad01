// Loaded into a step's process before the step, `node --import`: brings what every step imports, and waits for its turn.
import { Socket } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const gate = new Socket({ fd: 3 })
const turn = new Promise((resolve) => gate.once('data', () => resolve(undefined)))
// Nobody waits for the step any more.
gate.once('end', () => process.exit())

// What is wrong with it the step says itself.
await import(pathToFileURL(join(process.cwd(), 'packages/sdk/src/index.ts')).href).catch(() => {})
await turn
gate.removeAllListeners('end').destroy()
