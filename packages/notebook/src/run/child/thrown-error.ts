import { inspect } from 'node:util'
import type { ThrownError } from '../run-event.ts'

const longest = 64 * 1024

/** What can be said over a pipe of anything that was thrown. */
export function thrownError(thrown: unknown, depth = 4): ThrownError {
  if (!(thrown instanceof Error)) return { name: 'Error', message: cut(`thrown: ${inspect(thrown)}`), stack: '' }
  const { name, message, stack = '', cause } = thrown
  const error = {
    name: cut(String(name)),
    message: cut(String(message)),
    stack: cut(String(stack)),
    typed: inspect.custom in thrown,
  }
  return cause === undefined || depth === 0 ? error : { ...error, cause: thrownError(cause, depth - 1) }
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)} …`
}
