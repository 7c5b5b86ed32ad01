import { lastLines } from '../run.mjs'
import { formatSeconds, paint } from '../say.mjs'
import { reportArguments, reportLine, whyNoReport } from './report.mjs'
import { runStep } from './step.mjs'
import { endSteps, startSteps } from './step-process.mjs'
import { chooseSteps, readSteps } from './steps.mjs'
import { exitCodeOf, isPassed, stepLine, summary } from './verdicts.mjs'

/**
 * @typedef {object} TutorialOptions
 * @property {string} root the repository
 * @property {string} engine
 * @property {string | undefined} [cni]
 * @property {string | undefined} [only]
 * @property {boolean} [keep]
 * @property {boolean} [verbose]
 * @property {AbortSignal | undefined} [interrupt]
 */

/**
 * Runs the tutorial's steps in order until one fails, has a report written of what there is then, destroys the lab, and
 * prints the verdicts: the steps' own lines, the summary and where the report is on stdout, progress on stderr.
 *
 * @param {TutorialOptions} options
 * @returns {Promise<number>} the exit code
 * @throws {import('../failure.mjs').StartError} when there is no such step
 * @example
 * process.exitCode = await runTutorial({ root: '/work/underlay', engine: 'netns' })
 */
export async function runTutorial({ root, engine, cni, only, keep = false, verbose = false, interrupt }) {
  const startedMs = performance.now()
  const since = new Date().toISOString()
  const all = readSteps(root)
  const { steps, report, destroy } = chooseSteps(all, { only, keep })
  const width = Math.max(...[...steps, ...(destroy ? [destroy] : [])].map(({ name }) => name.length))
  /** @type {import('./verdicts.mjs').StepResult[]} */
  const results = []
  const own = cni === undefined ? [] : ['--cni', cni]
  /** @type {string | undefined} */
  let written
  const last = destroy ?? steps.at(-1)
  /** @type {import('./step-process.mjs').StepProcess | undefined} */
  let running
  /** @param {import('./steps.mjs').Step} step @param {AbortSignal | undefined} signal */
  const runOne = async (step, signal) => {
    progress(paint('bold', step.name))
    running ??= startSteps({ root, engine })
    const result = await runStep(running, step, {
      args: [...own, ...(step === report && only === undefined ? reportArguments(since) : [])],
      isLast: step === last,
      interrupt: signal,
      onStdout: print,
      onStderr: verbose ? quote : ignore,
    })
    // What a failed or interrupted step leaves in its process must not reach the next one.
    if (!isPassed(result) || signal?.aborted || running.child.exitCode !== null) {
      endSteps(running)
      running = undefined
    }
    progress(paint(isPassed(result) ? 'green' : 'red', stepLine(result, width)))
    results.push(result)
    written = result.report ?? written
    return result
  }
  // What a failed step leaves goes on the page as well; that page is no step of this run, and changes nothing of its outcome.
  /** @param {import('./verdicts.mjs').StepResult} failed */
  const reportFailure = async (failed) => {
    if (report === undefined || report.name === failed.name) return
    const args = reportArguments(since, failed)
    const options = { args, isLast: true, interrupt, onStdout: ignore, onStderr: ignore }
    const result = await runStep(startSteps({ root, engine }), report, options)
    written = result.report
    if (written === undefined && !interrupt?.aborted) progress(whyNoReport(result.stderr))
  }
  for (const step of steps) {
    const result = await runOne(step, interrupt)
    if (interrupt?.aborted) break
    if (!isPassed(result)) {
      explainFailure(step, result, { verbose, isLabLeft: destroy === undefined })
      // Whatever becomes of the report, the lab goes and the failure is told.
      if (all.steps.includes(step))
        await reportFailure(result).catch(({ message }) => progress(`no report: ${message}`))
      break
    }
  }
  // The lab of an interrupted run goes too; what is left of the interrupt must not stop that.
  if (destroy !== undefined) {
    const result = await runOne(destroy, undefined)
    if (!isPassed(result)) explainFailure(destroy, result, { verbose, isLabLeft: true })
  } else if (all.destroy !== undefined) progress(`the lab stays; to destroy it: npx zx ${all.destroy.file}`)
  process.stdout.write(`\n${summary(results, performance.now() - startedMs)}`)
  if (written !== undefined) process.stdout.write(reportLine(root, written))
  return exitCodeOf(results)
}

/**
 * @param {import('./steps.mjs').Step} step
 * @param {import('./verdicts.mjs').StepResult} result
 * @param {{ readonly verbose: boolean, readonly isLabLeft: boolean }} options `verbose`: its stderr is on the screen
 */
function explainFailure(step, result, { verbose, isLabLeft }) {
  const tail = verbose ? '' : lastLines(result.stderr, 20)
  if (tail !== '') progress(tail.replace(/^/gm, '    '))
  progress(`${step.name} failed after ${formatSeconds(result.durationMs)}; next, to look at it by hand:`)
  progress(isLabLeft ? `    npx zx ${step.file}` : '    npm start -- --keep --verbose')
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`    ${line}\n`)
}

/** @param {string} line */
function quote(line) {
  progress(`    ${line}`)
}

function ignore() {}

/** @param {string} line */
function progress(line) {
  process.stderr.write(`${line}\n`)
}
