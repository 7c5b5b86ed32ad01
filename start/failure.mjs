/**
 * What stops `npm start` and has a fix: shown as its message alone, without a stack trace.
 *
 * @example
 * throw new StartError('bird2 could not be downloaded', 'sudo apt-get update')
 */
export class StartError extends Error {
  /**
   * @param {string} message what is wrong, and where
   * @param {string} [fix] the one line to paste
   * @param {number} [exitCode] default 2: nothing usable to run
   */
  constructor(message, fix, exitCode = 2) {
    super(message)
    this.name = 'StartError'
    this.fix = fix
    this.exitCode = exitCode
  }
}

const exitCodes = { SIGINT: 130, SIGTERM: 143 }

/**
 * Runs a program's main function and ends the process with its exit code: 130 or 143 after a signal, 2 (or the error's
 * own code) after a StartError, 1 and the stack after anything unforeseen.
 *
 * @param {(interrupt: AbortSignal) => Promise<number>} main resolves with the exit code; its signal aborts with the name
 * of the signal as reason
 * @returns {Promise<void>}
 * @example
 * await runMain(async () => 0)
 */
export async function runMain(main) {
  const interrupt = new AbortController()
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(name, () => interrupt.abort(name))
  let code
  try {
    code = await main(interrupt.signal)
  } catch (error) {
    code = explain(error, interrupt.signal)
  }
  process.exitCode = interrupt.signal.aborted ? signalExitCode(interrupt.signal) : code
}

/**
 * @param {unknown} error
 * @param {AbortSignal} interrupt
 * @returns {number}
 */
function explain(error, interrupt) {
  if (interrupt.aborted) {
    process.stderr.write('stopped\n')
    return signalExitCode(interrupt)
  }
  if (error instanceof StartError) {
    process.stderr.write(`${error.message}\n${error.fix === undefined ? '' : `\n    ${error.fix}\n`}`)
    return error.exitCode
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  return 1
}

/**
 * @param {AbortSignal} interrupt
 * @returns {number}
 */
function signalExitCode(interrupt) {
  return interrupt.reason === 'SIGTERM' ? exitCodes.SIGTERM : exitCodes.SIGINT
}
