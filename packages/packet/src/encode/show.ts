const longest = 60

/** A value as a message shows it, cut when it is long: what was given may be anything. */
export function show(value: unknown): string {
  const text = textOf(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value)) return `[${value.slice(0, longest).map(show).join(', ')}]`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}
