import type { Report } from '@underlay/evidence'

// Of no name that a report has.
const bytesKey = '$base64'

/**
 * A report as the text of a `<script type="application/json">`: JSON without a sign that ends the element or begins a comment,
 * bytes in base64.
 *
 * @example
 * ```ts
 * page.replace('</body>', `<script type="application/json">${writeDataBlock(report)}</script></body>`)
 * ```
 * @see https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
export function writeDataBlock(report: Report): string {
  const text = JSON.stringify(report, function (this: Readonly<Record<string, unknown>>, key, value: unknown) {
    // The value itself: Node's Buffer has already made something else of it.
    const given = this[key]
    if (given instanceof Uint8Array) return { [bytesKey]: toBase64(given) }
    return typeof value === 'bigint' ? Number(value) : value
  })
  return text.replaceAll('<', String.raw`\u003c`)
}

/** The report that `writeDataBlock` wrote. */
export function readDataBlock(text: string): Report {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !(bytesKey in value)) return value
    return fromBase64(String(value[bytesKey]))
  })
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  // In pieces: a call takes so many arguments, no more.
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  }
  return btoa(binary)
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
}
