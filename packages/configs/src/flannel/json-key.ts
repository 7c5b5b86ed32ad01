/** The value of a key as Go's JSON decoder finds it: upper and lower case are equal, and of several keys the last one counts. */
export function jsonValue(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.entries(object).findLast(([key]) => isKey(key, name))?.[1]
}

/** An object with keys set, in the place of the first that Go's JSON decoder takes for the same, or at the end; undefined removes. */
export function withJsonValues(
  object: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const named = (key: string): string => Object.keys(values).find((name) => isKey(key, name)) ?? key
  const kept = Object.entries(object).map(([key, value]) => [named(key), value] as const)
  const all = Object.entries({ ...Object.fromEntries(kept), ...values })
  return Object.fromEntries(all.filter(([, value]) => value !== undefined))
}

function isKey(key: string, name: string): boolean {
  return key.toLowerCase() === name.toLowerCase()
}
