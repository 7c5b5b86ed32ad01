import { randomUUID } from 'node:crypto'

import { reportOf } from './report.mjs'
import { stopSteps } from './step-process.mjs'
import { verdictOf } from './verdicts.mjs'

/** @typedef {import('./step-process.mjs').StepProcess} StepProcess */

/**
 * @typedef {object} StepOptions
 * @property {readonly string[]} [args] of the step
 * @property {boolean} [isLast] the process ends with it
 * @property {AbortSignal | undefined} [interrupt] its reason is the name of the signal to pass on
 * @property {(line: string) => void} onStdout
 * @property {(line: string) => void} onStderr
 */

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
export async function runStep(steps, { name, file }, options) {
  const { args = [], isLast = false, interrupt, onStdout, onStderr } = options
  const { child, exited, ...lines } = steps
  const startedMs = performance.now()
  const forward = () => stopSteps(steps, interrupt?.reason)
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
