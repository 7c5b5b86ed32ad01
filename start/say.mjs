/**
 * Whether a stream may carry colour: it is a terminal and NO_COLOR is unset or empty.
 *
 * @param {{ isTTY?: boolean }} stream
 * @param {Readonly<Record<string, string | undefined>>} [env] default `process.env`
 * @returns {boolean}
 * @see https://no-color.org
 * @example
 * hasColour(process.stderr, { NO_COLOR: '1' }) // false
 */
export function hasColour(stream, env = process.env) {
  return stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
}

const codes = { dim: 2, red: 31, green: 32, bold: 1 }

/**
 * The text in a colour, or as it is when the stream may not carry any.
 *
 * @param {keyof typeof codes} colour
 * @param {string} text one line
 * @param {{ isTTY?: boolean }} [stream] default `process.stderr`
 * @returns {string}
 * @example
 * paint('red', 'no', {}) // 'no'
 */
export function paint(colour, text, stream = process.stderr) {
  return hasColour(stream) ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text
}

/**
 * Prints one line of progress on stderr, `prepare: <text>`.
 *
 * @param {string} text what is done and why
 * @example
 * say('installing the npm packages (node_modules is missing)')
 */
export function say(text) {
  process.stderr.write(`${paint('dim', 'prepare:')} ${text}\n`)
}

/**
 * Awaits slow work and says every ten seconds that it still goes on.
 *
 * @template T
 * @param {string} what the work, as in "still <what>"
 * @param {Promise<T>} work
 * @param {number} [everyMs] milliseconds between two lines, default 10 000
 * @returns {Promise<T>}
 * @example
 * await sayWhile('downloading', fetch('file.deb'))
 */
export async function sayWhile(what, work, everyMs = 10_000) {
  const startedMs = performance.now()
  const timer = setInterval(() => say(`still ${what} (${formatSeconds(performance.now() - startedMs, 0)})`), everyMs)
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}

/**
 * A duration as the seconds a reader wants.
 *
 * @param {number} ms milliseconds
 * @param {number} [digits] after the point, default 1
 * @returns {string}
 * @example
 * formatSeconds(2130) // '2.1 s'
 */
export function formatSeconds(ms, digits = 1) {
  return `${(ms / 1000).toFixed(digits)} s`
}
