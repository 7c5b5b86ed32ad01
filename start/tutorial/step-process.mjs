import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { cacheFolder } from '../debian/cache.mjs'

/** @typedef {import('node:stream').Readable} Readable */

/**
 * @typedef {object} StepPlace
 * @property {string} root the repository
 * @property {string} engine passed on as UNDERLAY_ENGINE
 */

/**
 * @typedef {object} StepProcess a process that runs steps, one after the other
 * @property {import('node:child_process').ChildProcess} child
 * @property {AsyncIterator<string>} stdout its lines
 * @property {AsyncIterator<string>} stderr its lines
 * @property {Promise<number>} exited with its exit code
 */

const forceAfterMs = 10_000

/**
 * Starts the process that steps run in, on the repository's Node 24 with zx.
 *
 * @param {StepPlace} place
 * @returns {StepProcess}
 * @example
 * endSteps(startSteps({ root, engine: 'netns' })) // no step
 */
export function startSteps({ root, engine }) {
  const bin = join(root, 'node_modules/.bin')
  const turns = fileURLToPath(new URL('turns.mjs', import.meta.url))
  const child = spawn(join(bin, 'node'), [join(bin, 'zx'), turns], {
    cwd: root,
    env: { ...process.env, UNDERLAY_ENGINE: engine, NODE_COMPILE_CACHE: join(cacheFolder(), 'node') },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own: a terminal's Ctrl-C would reach the step twice, from the terminal and from here.
    detached: true,
  })
  const [, stdout, stderr] = /** @type {[null, Readable, Readable]} */ (child.stdio.slice(0, 3))
  return { child, stdout: linesOf(stdout), stderr: linesOf(stderr), exited: exitCode(child) }
}

/**
 * Tells the process that no more steps come: it ends when nothing of the last one goes on.
 *
 * @param {Pick<StepProcess, 'child'>} steps
 * @example
 * endSteps(startSteps({ root, engine: 'netns' }))
 */
export function endSteps({ child }) {
  // Not by `disconnect`, after which Node never says that the child is closed.
  child.send(false, () => {})
}

/**
 * Signals the process and all that it started, and kills them when they have not ended after 10 s.
 *
 * @param {Pick<StepProcess, 'child'>} steps
 * @param {unknown} signal `SIGTERM`; anything else is `SIGINT`
 * @example
 * stopSteps(startSteps({ root, engine: 'netns' }), 'SIGTERM')
 */
export function stopSteps({ child }, signal) {
  killGroup(child, signal === 'SIGTERM' ? 'SIGTERM' : 'SIGINT')
  const timer = setTimeout(() => killGroup(child, 'SIGKILL'), forceAfterMs)
  child.once('close', () => clearTimeout(timer))
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function killGroup({ pid }, signal) {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // The group has ended by itself.
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function exitCode(child) {
  return new Promise((resolve) => {
    child.once('error', () => resolve(127))
    child.once('exit', (code) => resolve(code ?? 128))
  })
}

/**
 * @param {Readable} stream
 * @returns {AsyncIterator<string>}
 */
function linesOf(stream) {
  return createInterface({ input: stream, crlfDelay: Infinity })[Symbol.asyncIterator]()
}
