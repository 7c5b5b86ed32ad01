import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { cacheFolder } from '../debian/cache.mjs'
import { reportOf } from './report.mjs'
import { verdictOf } from './verdicts.mjs'

/** @typedef {import('node:stream').Readable} Readable */

/**
 * @typedef {object} StepPlace
 * @property {string} root the repository
 * @property {string} engine passed on as UNDERLAY_ENGINE
 */

/**
 * @typedef {object} StepOptions
 * @property {readonly string[]} [args] of the step
 * @property {boolean} [isLast] the process ends with it
 * @property {AbortSignal | undefined} [interrupt] its reason is the name of the signal to pass on
 * @property {(line: string) => void} onStdout
 * @property {(line: string) => void} onStderr
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
 * Runs a step to its end: when it fails, the process ends too.
 *
 * @param {StepProcess} steps
 * @param {import('./steps.mjs').Step} step
 * @param {StepOptions} options
 * @returns {Promise<import('./verdicts.mjs').StepResult>}
 * @example
 * await runStep(startSteps({ root, engine }), { name: '01-env', file: 'examples/01-env.mts' }, { onStdout, onStderr })
 */
export async function runStep({ child, exited, ...lines }, { name, file }, options) {
  const { args = [], isLast = false, interrupt, onStdout, onStderr } = options
  const startedMs = performance.now()
  const forward = () => stopGroup(child, interrupt?.reason)
  interrupt?.addEventListener('abort', forward)
  if (interrupt?.aborted) forward()
  const mark = randomUUID()
  // A process that has gone says so by its exit code.
  child.send({ file, args, isLast, mark }, () => {})
  /** @type {string[]} */
  const stdout = []
  /** @type {string[]} */
  const stderr = []
  try {
    const ends = await Promise.all([
      eachLine(lines.stdout, mark, (line) => (stdout.push(line), onStdout(line))),
      eachLine(lines.stderr, mark, (line) => (stderr.push(line), onStderr(line))),
    ])
    const isWhole = !ends.includes(false)
    const ended = isLast || !isWhole ? await exited : 0
    if (!isWhole && ended === 0) stderr.push(`${file} ended its process before its last line`)
    const code = isWhole ? ended : ended || 1
    const verdicts = stdout.map(verdictOf).filter((verdict) => verdict !== undefined)
    const report = stdout.map(reportOf).find((path) => path !== undefined)
    return { name, code, durationMs: performance.now() - startedMs, verdicts, report, stderr: stderr.join('\n') }
  } finally {
    interrupt?.removeEventListener('abort', forward)
  }
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
 * @param {import('node:child_process').ChildProcess} child
 * @param {unknown} reason
 */
function stopGroup(child, reason) {
  killGroup(child, reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT')
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

/**
 * @param {AsyncIterator<string>} lines
 * @param {string} mark ends a step's lines
 * @param {(line: string) => void} onLine
 * @returns {Promise<boolean>} whether the mark came, and not the end
 */
async function eachLine(lines, mark, onLine) {
  for (;;) {
    const { done, value } = await lines.next()
    if (done === true) return false
    if (!value.endsWith(mark)) onLine(value)
    else {
      // What a step writes last need not end a line.
      if (value !== mark) onLine(value.slice(0, -mark.length))
      return true
    }
  }
}
