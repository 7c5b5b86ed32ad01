/**
 * The bytes of an IP address: 4 for IPv4 (dotted decimal), 16 for IPv6; undefined when the text is neither.
 *
 * @example
 * ```ts
 * parseAddress('10.1.5.10') // Uint8Array [10, 1, 5, 10]
 * parseAddress('10.1.5')    // undefined
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc4291#section-2.2
 */
export function parseAddress(text: string): Uint8Array | undefined {
  if (text.length > 45) return undefined
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  // No leading zeros: some tools read 010 as octal 8.
  if (!parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return undefined
  return Uint8Array.from(parts, Number)
}

function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const isAbbreviated = halves.length === 2
  const head = parseGroups(halves[0] ?? '', !isAbbreviated)
  const tail = isAbbreviated ? parseGroups(halves[1] ?? '', true) : []
  if (head === undefined || tail === undefined) return undefined

  const missing = 16 - head.length - tail.length
  if (isAbbreviated ? missing < 2 : missing !== 0) return undefined
  return Uint8Array.from([...head, ...Array.from({ length: missing }, () => 0), ...tail])
}

/** Groups of up to four hex digits; the last may be an IPv4 address when the IPv6 address ends there. */
function parseGroups(text: string, isEnd: boolean): readonly number[] | undefined {
  if (text === '') return []
  const bytes: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (isEnd && index === parts.length - 1 && part.includes('.')) {
      const dotted = parseIpv4(part)
      if (dotted === undefined) return undefined
      bytes.push(...dotted)
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      const group = Number.parseInt(part, 16)
      bytes.push(group >> 8, group & 0xff)
    } else return undefined
  }
  return bytes
}
