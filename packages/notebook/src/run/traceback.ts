import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ThrownError } from './run-event.ts'

/** Where paths of a traceback are seen from. */
export interface TracebackView {
  /** The notebook's file, absolute. */
  readonly file: string
  /** The folder that paths are relative to. */
  readonly folder: string
  /** Said where no frame is the notebook's: the place of the cell. */
  readonly cellPlace: string
}

interface Frame {
  readonly name: string
  readonly file: string
  readonly place: string
}

/**
 * Writes where an error came from: its name and message, the notebook's own frames, then those of other files of ours;
 * none of Node's or of other packages, and only its own of an error that has a text for people.
 *
 * @example
 * ```ts
 * traceback(error, { file: '/lab/routes.mts', folder: '/lab', cellPlace: 'routes.mts:12' })
 * // ['Error: no route', '    at routes.mts:14:9', '    at readRoutes (src/read-routes.ts:3:1)']
 * ```
 */
export function traceback(error: ThrownError, view: TracebackView): readonly string[] {
  const frames = framesOf(error.stack, view.folder)
  const own = frames.filter(({ file }) => file === view.file)
  const others = error.typed === true ? [] : frames.filter(({ file }) => file !== view.file && !isForeign(file))
  const places = own.length === 0 ? [`    at ${view.cellPlace}`] : own.map(written)
  const cause = error.cause === undefined ? [] : causes(error.cause)
  return [...`${error.name}: ${error.message}`.split('\n'), ...places, ...others.map(written), ...cause]
}

function isForeign(file: string): boolean {
  return file.includes('/node_modules/') || file.startsWith(import.meta.dirname)
}

function written({ name, place }: Frame): string {
  return name === '' ? `    at ${place}` : `    at ${name} (${place})`
}

function causes({ name, message, cause }: ThrownError): readonly string[] {
  return [...`caused by ${name}: ${message}`.split('\n'), ...(cause === undefined ? [] : causes(cause))]
}

function framesOf(stack: string, folder: string): readonly Frame[] {
  return stack.split('\n').flatMap((line) => {
    const [, name = '', inParentheses, alone] = /^ {4}at (?:(.*) \((.*)\)|(?:async )?(.*))$/.exec(line) ?? []
    const [, where, position] = /^(.*?)(:\d+:\d+)$/.exec(inParentheses ?? alone ?? '') ?? []
    if (where === undefined || position === undefined || where.startsWith('node:')) return []
    const file = where.startsWith('file:') ? fileURLToPath(where) : where
    return [{ name: name.replace(/^async /, ''), file, place: `${relative(folder, file)}${position}` }]
  })
}
