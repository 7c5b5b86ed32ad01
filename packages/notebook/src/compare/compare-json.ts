import type { Found } from './found.ts'
import type { Identities } from './identities.ts'
import { sanitizeLine } from './sanitize.ts'

/** Two values of JSON by their structure: the order of an object's names does not matter, that of a list does. */
export function compareJson(recorded: unknown, ran: unknown, identities: Identities, path = '$'): readonly Found[] {
  if (isObject(recorded) && isObject(ran) && Array.isArray(recorded) === Array.isArray(ran)) {
    return [...new Set([...Object.keys(recorded), ...Object.keys(ran)])].flatMap((name) =>
      compareJson(recorded[name], ran[name], identities, Array.isArray(ran) ? `${path}[${name}]` : `${path}.${name}`),
    )
  }
  if (typeof recorded === 'string' && typeof ran === 'string') {
    const [one, other] = [sanitizeLine(recorded), sanitizeLine(ran)]
    if (one.shape === other.shape) {
      const note = identities.learn(one.drawn, other.drawn)
      return note === undefined ? [] : [{ where: path, recorded, ran, note }]
    }
  }
  if (recorded === ran) return []
  return [
    {
      where: path,
      ...(recorded !== undefined && { recorded: JSON.stringify(recorded) }),
      ...(ran !== undefined && { ran: JSON.stringify(ran) }),
    },
  ]
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
