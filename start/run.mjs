import { spawn } from 'node:child_process'

import { StartError } from './failure.mjs'

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] default: the current folder
 * @property {Readonly<Record<string, string>>} [env] added to the environment
 * @property {AbortSignal | undefined} [signal] stops the command with SIGINT
 */

/**
 * @typedef {object} RunResult
 * @property {number} code exit code; 127 when the command does not exist, 128 when a signal ended it
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Runs one command to its end and returns what it printed; a failing command is a result, not a throw.
 *
 * @param {readonly string[]} argv the command and its arguments, never through a shell
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 * @throws {unknown} the signal's reason when `signal` aborts
 * @example
 * const { stdout } = await run(['dpkg', '--print-architecture'])
 */
export async function run(argv, { cwd, env, signal } = {}) {
  signal?.throwIfAborted()
  const [command = '', ...args] = argv
  const child = spawn(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    // The parsers of this folder read the C locale's words.
    env: { ...process.env, LC_ALL: 'C', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stop = () => child.kill('SIGINT')
  signal?.addEventListener('abort', stop)
  try {
    const [code, stdout, stderr] = await Promise.all([exitCode(child), textOf(child.stdout), textOf(child.stderr)])
    signal?.throwIfAborted()
    return { code, stdout, stderr }
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

/**
 * Runs one command that has to succeed and returns its stdout.
 *
 * @param {readonly string[]} argv
 * @param {RunOptions & { readonly fix?: string }} [options] `fix` is the line to paste when it fails
 * @returns {Promise<string>}
 * @throws {StartError} when the exit code is not 0, with the last lines of what the command printed
 * @example
 * await mustRun(['dpkg-deb', '-x', 'bird2.deb', 'folder'])
 */
export async function mustRun(argv, options = {}) {
  const { code, stdout, stderr } = await run(argv, options)
  if (code === 0) return stdout
  const tail = lastLines(stderr.trim() === '' ? stdout : stderr, 8)
  throw new StartError(`${argv.join(' ')}: exit code ${code}\n${tail}`, options.fix)
}

/**
 * The last lines of a text, without trailing white space.
 *
 * @param {string} text
 * @param {number} count
 * @returns {string}
 * @example
 * lastLines('a\nb\nc\n', 2) // 'b\nc'
 */
export function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n')
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function exitCode(child) {
  return new Promise((resolve) => {
    child.once('error', () => resolve(127))
    child.once('close', (code) => resolve(code ?? 128))
  })
}

/**
 * @param {import('node:stream').Readable} stream
 * @returns {Promise<string>}
 */
async function textOf(stream) {
  let text = ''
  stream.setEncoding('utf8')
  for await (const chunk of stream) text += chunk
  return text
}
