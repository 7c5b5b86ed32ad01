const deepest = 6

/**
 * Puts `***` in the place of secrets in an error, whatever it holds: message, stack, causes, and texts of its own. It is
 * the same error afterwards.
 *
 * @example
 * hideSecrets(new Error('Bearer s3cret'), new Set(['s3cret'])) // Error: Bearer ***
 */
export function hideSecrets(error: unknown, secrets: ReadonlySet<string>): unknown {
  // A longer one may begin with a shorter one.
  const ordered = [...secrets].toSorted((a, b) => b.length - a.length)
  const hide = (text: string): string => ordered.reduce((said, secret) => said.replaceAll(secret, '***'), text)
  return hidden(error, hide, new Set(), 0)
}

/** Calls a function; no error of it repeats a secret that is known by then. */
export async function withoutSecrets<T>(secrets: ReadonlySet<string>, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw hideSecrets(error, secrets)
  }
}

function hidden(value: unknown, hide: (text: string) => string, seen: Set<object>, depth: number): unknown {
  if (typeof value === 'string') return hide(value)
  if (typeof value !== 'object' || value === null || depth > deepest || seen.has(value)) return value
  const isOurs = value instanceof Error || Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
  if (!isOurs) return value
  seen.add(value)
  for (const key of Reflect.ownKeys(value)) {
    const before: unknown = Reflect.get(value, key)
    const after = hidden(before, hide, seen, depth + 1)
    if (after !== before) Reflect.set(value, key, after)
  }
  return value
}
