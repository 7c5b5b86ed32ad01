// A lab file may bring a copy of this package of its own, and what that has parsed asks for trust as well. No document can
// write here: a text has no symbols, and what is remembered are objects, not their content.
const key = Symbol.for('@underlay/configs: parsed parts of documents')

/** All lists and mappings that were read from a text, by whichever copy of this package. */
export const parsedParts: WeakSet<object> = shared()

function shared(): WeakSet<object> {
  const there: unknown = Reflect.get(globalThis, key)
  if (there instanceof WeakSet) return there
  const made = new WeakSet<object>()
  // Whoever comes later finds this one.
  Object.defineProperty(globalThis, key, { value: made })
  return made
}
