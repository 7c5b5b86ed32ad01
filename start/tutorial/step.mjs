import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { cacheFolder } from '../debian/cache.mjs'
import { reportOf } from './report.mjs'
import { verdictOf } from './verdicts.mjs'

/** @typedef {import('node:stream').Readable} Readable */
/** @typedef {import('node:stream').Writable} Writable */

/**
 * @typedef {object} StepPlace
 * @property {string} root the repository
 * @property {string} engine passed on as UNDERLAY_ENGINE
 * @property {string | undefined} [cni] passed on as --cni
 * @property {readonly string[]} [args] passed on as they are
 */

/**
 * @typedef {object} StepOptions
 * @property {AbortSignal | undefined} [interrupt] its reason is the name of the signal to pass on
 * @property {(line: string) => void} onStdout
 * @property {(line: string) => void} onStderr
 */

/**
 * @typedef {object} WaitingStep a step whose process waits for its turn
 * @property {import('./steps.mjs').Step} step
 * @property {import('node:child_process').ChildProcess} child
 * @property {Readable} stdout
 * @property {Readable} stderr
 * @property {Promise<number>} exited with its exit code, perhaps before its turn
 * @property {() => void} go
 * @property {() => void} cancel
 */

const forceAfterMs = 10_000

/**
 * Starts the process of a step, on the repository's Node 24 with zx, up to where the step's own code begins: so Node and
 * what every step imports come while the step before still waits for the lab.
 *
 * @param {import('./steps.mjs').Step} step
 * @param {StepPlace} place
 * @returns {WaitingStep}
 * @example
 * startStep({ name: '01-env', file: 'examples/01-env.mts' }, { root, engine: 'netns' }).cancel()
 */
export function startStep(step, { root, engine, cni, args = [] }) {
  const bin = join(root, 'node_modules/.bin')
  const ahead = new URL('ahead.mjs', import.meta.url).href
  const own = [step.file, ...(cni === undefined ? [] : ['--cni', cni]), ...args]
  const child = spawn(join(bin, 'node'), ['--import', ahead, join(bin, 'zx'), ...own], {
    cwd: root,
    env: { ...process.env, UNDERLAY_ENGINE: engine, NODE_COMPILE_CACHE: join(cacheFolder(), 'node') },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // A group of its own: a terminal's Ctrl-C would reach the step twice, from the terminal and from here.
    detached: true,
  })
  const [, stdout, stderr, gate] = /** @type {[null, Readable, Readable, Writable]} */ (child.stdio.slice(0, 4))
  gate.on('error', () => {})
  const [go, cancel] = [() => void gate.write('.'), () => killGroup(child, 'SIGKILL')]
  return { step, child, stdout, stderr, exited: exitCode(child), go, cancel }
}

/**
 * Lets a step run to its end.
 *
 * @param {WaitingStep} waiting
 * @param {StepOptions} options
 * @returns {Promise<import('./verdicts.mjs').StepResult>}
 * @example
 * await runStep(startStep({ name: '01-env', file: 'examples/01-env.mts' }, { root, engine }), { onStdout, onStderr })
 */
export async function runStep({ step: { name }, child, exited, go, ...waiting }, { interrupt, onStdout, onStderr }) {
  const startedMs = performance.now()
  const forward = () => stopGroup(child, interrupt?.reason)
  interrupt?.addEventListener('abort', forward)
  if (interrupt?.aborted) forward()
  go()
  /** @type {string[]} */
  const stdout = []
  /** @type {string[]} */
  const stderr = []
  try {
    const [code] = await Promise.all([
      exited,
      eachLine(waiting.stdout, (line) => (stdout.push(line), onStdout(line))),
      eachLine(waiting.stderr, (line) => (stderr.push(line), onStderr(line))),
    ])
    const verdicts = stdout.map(verdictOf).filter((verdict) => verdict !== undefined)
    const report = stdout.map(reportOf).find((path) => path !== undefined)
    return { name, code, durationMs: performance.now() - startedMs, verdicts, report, stderr: stderr.join('\n') }
  } finally {
    interrupt?.removeEventListener('abort', forward)
  }
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
 * @param {(line: string) => void} onLine
 */
async function eachLine(stream, onLine) {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) onLine(line)
}
