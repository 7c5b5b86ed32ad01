/** A value as JSON brings it back. Labs remember their documents as JSON: what is compared with these goes through it too. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
