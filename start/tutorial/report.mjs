import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

import { lastLines } from '../run.mjs'

const mostErrorLength = 8000

/**
 * The path that a line of a step's stdout gives to a report that it wrote: `report: .underlay/lab/report.html`.
 *
 * @param {string} line
 * @returns {string | undefined} undefined for any other line
 * @example
 * reportOf('report: .underlay/lab/report.html') // '.underlay/lab/report.html'
 */
export function reportOf(line) {
  return /^report: (.+)$/.exec(stripVTControlCharacters(line).trim())?.[1]
}

/**
 * The last line of `npm start`: where the report is, as a browser takes it.
 *
 * @param {string} root the repository, where steps run
 * @param {string} path as the step gave it
 * @returns {string} ends with a line feed
 * @example
 * reportLine('/work/underlay', '.underlay/lab/report.html') // 'report: file:///work/underlay/.underlay/lab/report.html\n'
 */
export function reportLine(root, path) {
  return `report: ${pathToFileURL(resolve(root, path)).href}\n`
}

/**
 * What the step that writes the report is told: since when this run goes on, and of a failed step its name and its words.
 *
 * @param {string} since ISO 8601
 * @param {import('./verdicts.mjs').StepResult} [failed]
 * @returns {readonly string[]}
 * @example
 * reportArguments('2026-11-26T03:00:00.000Z') // ['--since=2026-11-26T03:00:00.000Z']
 */
export function reportArguments(since, failed) {
  if (failed === undefined) return [`--since=${since}`]
  const { name, code, verdicts, stderr } = failed
  const broken = verdicts.filter(({ holds }) => !holds).map(({ text }) => text)
  const words = [...broken, lastLines(stripVTControlCharacters(stderr), 60)].filter((text) => text.trim() !== '')
  // A process takes no argument with a NUL in it.
  const text = words.join('\n').replaceAll('\0', '') || `exit code ${code}`
  return [`--since=${since}`, `--failed=${name}`, `--error=${text.slice(0, mostErrorLength)}`]
}

/**
 * Why a step has written no report, in one line.
 *
 * @param {string} stderr of the step
 * @returns {string}
 * @example
 * whyNoReport('LabStateError: no lab named x is running\n  fix: build it\n') // 'no report: no lab named x is running'
 */
export function whyNoReport(stderr) {
  const error = /^\w*Error(?: \[\w+\])?: (.+)$/m.exec(stripVTControlCharacters(stderr))?.[1]
  return `no report: ${error ?? (lastLines(stderr, 1).trim() || 'its step said nothing')}`
}
