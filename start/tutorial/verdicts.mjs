import { stripVTControlCharacters } from 'node:util'

import { formatSeconds } from '../say.mjs'

/**
 * @typedef {object} Verdict
 * @property {boolean} holds
 * @property {string} text the line as the step printed it, without colour
 */

/**
 * @typedef {object} StepResult
 * @property {string} name such as `03-install-cni`
 * @property {number} code what its process would exit with: 0 where it ran to its end
 * @property {number} durationMs milliseconds
 * @property {readonly Verdict[]} verdicts
 * @property {string | undefined} [report] path of the report that it wrote, from where it ran
 * @property {string} stderr
 */

/**
 * The verdict that a line of a step's stdout gives: it begins with ✓ or ✗.
 *
 * @param {string} line
 * @returns {Verdict | undefined} undefined for any other line
 * @example
 * verdictOf('✓ 4 nodes are Ready') // { holds: true, text: '✓ 4 nodes are Ready' }
 */
export function verdictOf(line) {
  const text = stripVTControlCharacters(line).trim()
  return /^[✓✗]/.test(text) ? { holds: text.startsWith('✓'), text } : undefined
}

/**
 * Whether a step did what it should: its process ended with 0 and no verdict failed.
 *
 * @param {StepResult} result
 * @returns {boolean}
 * @example
 * isPassed({ name: '01-env', code: 0, durationMs: 10, verdicts: [], stderr: '' }) // true
 */
export function isPassed({ code, verdicts }) {
  return code === 0 && verdicts.every(({ holds }) => holds)
}

/**
 * The line that a finished step gets, such as `✓ 03-install-cni  2.1 s`.
 *
 * @param {StepResult} result
 * @param {number} width characters that the longest name takes
 * @returns {string}
 * @example
 * stepLine({ name: '01-env', code: 1, durationMs: 90, verdicts: [], stderr: '' }, 6) // '✗ 01-env  0.1 s  exit code 1'
 */
export function stepLine(result, width) {
  const { name, code, durationMs } = result
  const reason = code === 0 ? '' : `  exit code ${code}`
  return `${isPassed(result) ? '✓' : '✗'} ${name.padEnd(width)}  ${formatSeconds(durationMs)}${reason}`
}

/**
 * The last lines of `npm start`: every verdict by step, then the counts and the time.
 *
 * @param {readonly StepResult[]} results
 * @param {number} totalMs wall time, milliseconds
 * @returns {string} ends with a line feed
 * @example
 * summary([], 1500) // '0 steps, 0 verdicts hold, 0 fail, 1.5 s\n'
 */
export function summary(results, totalMs) {
  const blocks = results
    .filter(({ verdicts }) => verdicts.length > 0)
    .map(({ name, verdicts }) => [name, ...verdicts.map(({ text }) => `  ${text}`)].join('\n'))
  const all = results.flatMap(({ verdicts }) => verdicts)
  const failed = all.filter(({ holds }) => !holds).length
  const steps = `${results.length} ${results.length === 1 ? 'step' : 'steps'}`
  const counts = `${steps}, ${all.length - failed} verdicts hold, ${failed} fail, ${formatSeconds(totalMs)}`
  return `${[...blocks, counts].join('\n')}\n`
}

/**
 * The exit code of `npm start`: 0 when every step passed, the failed step's own 2 (nothing usable to test), else 1.
 *
 * @param {readonly StepResult[]} results
 * @returns {number}
 * @example
 * exitCodeOf([]) // 0
 */
export function exitCodeOf(results) {
  const failed = results.find((result) => !isPassed(result))
  if (failed === undefined) return 0
  return failed.code === 2 ? 2 : 1
}
