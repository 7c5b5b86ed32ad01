const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const INTERFACE = /^[A-Za-z0-9][A-Za-z0-9._-]*$/
const LABEL_PART = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/

/** The longest name of a Linux interface: IFNAMSIZ is 16, with the final zero. */
export const MAX_INTERFACE_NAME = 15

/** Whether a text is a DNS label: up to 63 lower case letters, digits and dashes (RFC 1123). */
export function isDnsLabel(name: string): boolean {
  return DNS_LABEL.test(name)
}

/** What is wrong with an interface name, or undefined. */
export function interfaceNameFault(name: string): string | undefined {
  if (name.length > MAX_INTERFACE_NAME) {
    return `interface name '${name}' has ${name.length} characters; Linux allows ${MAX_INTERFACE_NAME}`
  }
  if (INTERFACE.test(name)) return undefined
  return `'${name}' is not an interface name; use letters, digits, '.', '_' and '-', a letter or digit first`
}

/** What is wrong with a Kubernetes label, or undefined. */
export function labelFault(key: string, value: string): string | undefined {
  const parts = key.split('/')
  const name = parts.at(-1) ?? ''
  const prefixes = parts.slice(0, -1)
  const keyFits =
    LABEL_PART.test(name) && prefixes.length <= 1 && prefixes.every((prefix) => /^[a-z0-9.-]{1,253}$/.test(prefix))
  if (!keyFits) return `'${key}' is not a label name`
  return value === '' || LABEL_PART.test(value) ? undefined : `'${value}' is not a label value`
}
