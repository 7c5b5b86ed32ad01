/** A line of containerlab's log: `info`, `warn`, `error`, `debug` or `fatal`, and the text with its keys and values. */
export interface LogLine {
  readonly level: string
  readonly message: string
}

const levels: ReadonlyMap<string, string> = new Map([
  ['DEBU', 'debug'],
  ['INFO', 'info'],
  ['WARN', 'warn'],
  ['ERRO', 'error'],
  ['FATA', 'fatal'],
])

/**
 * Reads a line of containerlab's log in any of its formats: `12:00:00 INFO text key=value` (since 0.62),
 * `INFO[0000] text`, `time="…" level=info msg="text"` (before), or JSON with `level` and `msg`. `undefined` for other lines,
 * such as those of the table that containerlab ends with.
 *
 * @example
 * ```ts
 * logLine('14:05:11 INFO Creating container name=gw0') // { level: 'info', message: 'Creating container name=gw0' }
 * ```
 */
export function logLine(line: string): LogLine | undefined {
  const text = line.trim()
  if (text.startsWith('{')) return fromJson(text)
  const [, short, message = ''] = /^(?:\d\d:\d\d:\d\d )?(DEBU|INFO|WARN|ERRO|FATA)(?:\[\d+\])? +(.*)$/.exec(text) ?? []
  if (short !== undefined) return { level: levels.get(short) ?? '', message }
  const [, level, quoted] = /^time="[^"]*" level=([a-z]+) msg=("(?:[^"\\]|\\.)*"|\S+)/.exec(text) ?? []
  if (level === undefined || quoted === undefined) return undefined
  return { level: level === 'warning' ? 'warn' : level, message: unquoted(quoted) }
}

function fromJson(text: string): LogLine | undefined {
  try {
    const { level, msg } = JSON.parse(text) as { readonly level?: unknown; readonly msg?: unknown }
    if (typeof level !== 'string' || typeof msg !== 'string') return undefined
    return { level: level === 'warning' ? 'warn' : level, message: msg }
  } catch {
    return undefined
  }
}

/** A text as Go prints it: bare, or in quotes with what is in need of it escaped. */
export function unquoted(text: string): string {
  if (!text.startsWith('"')) return text
  try {
    return JSON.parse(text) as string
  } catch {
    return text.slice(1, -1)
  }
}
