import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { cacheFolder } from '../debian/cache.mjs'
import { reportOf } from './report.mjs'
import { verdictOf } from './verdicts.mjs'

/**
 * @typedef {object} StepOptions
 * @property {string} root the repository
 * @property {string} engine passed on as UNDERLAY_ENGINE
 * @property {string | undefined} [cni] passed on as --cni
 * @property {readonly string[]} [args] passed on as they are
 * @property {AbortSignal | undefined} [interrupt] its reason is the name of the signal to pass on
 * @property {(line: string) => void} onStdout
 * @property {(line: string) => void} onStderr
 */

const forceAfterMs = 10_000

/**
 * Runs one step in a process of its own, with zx on the repository's Node 24, to its end.
 *
 * @param {import('./steps.mjs').Step} step
 * @param {StepOptions} options
 * @returns {Promise<import('./verdicts.mjs').StepResult>}
 * @example
 * await runStep({ name: '01-env', file: 'examples/01-env.mts' }, { root, engine: 'netns', onStdout, onStderr })
 */
export async function runStep({ name, file }, options) {
  const { root, engine, cni, args = [], interrupt, onStdout, onStderr } = options
  const startedMs = performance.now()
  const bin = join(root, 'node_modules/.bin')
  const argv = [join(bin, 'zx'), file, ...(cni === undefined ? [] : ['--cni', cni]), ...args]
  const child = spawn(join(bin, 'node'), argv, {
    cwd: root,
    env: { ...process.env, UNDERLAY_ENGINE: engine, NODE_COMPILE_CACHE: join(cacheFolder(), 'node') },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: a terminal's Ctrl-C would reach the step twice, from the terminal and from here.
    detached: true,
  })
  const forward = () => stopGroup(child, interrupt?.reason)
  interrupt?.addEventListener('abort', forward)
  if (interrupt?.aborted) forward()
  /** @type {string[]} */
  const stdout = []
  /** @type {string[]} */
  const stderr = []
  try {
    const [code] = await Promise.all([
      exitCode(child),
      eachLine(child.stdout, (line) => (stdout.push(line), onStdout(line))),
      eachLine(child.stderr, (line) => (stderr.push(line), onStderr(line))),
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
 * @param {import('node:stream').Readable} stream
 * @param {(line: string) => void} onLine
 */
async function eachLine(stream, onLine) {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) onLine(line)
}
