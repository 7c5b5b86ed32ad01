import type { CellFlags } from './cell.ts'
import type { MarkerMistake } from './read-marker.ts'
import type { MarkerToken } from './scan-marker.ts'

const known = ['skip', 'hide', 'throws', 'timeout']
const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 }
const timer = 2 ** 31 - 1

/** Reads one flag of a marker, or says what is wrong with it. */
export function readFlag({ name, value, offset }: MarkerToken, seen: ReadonlySet<string>): CellFlags | MarkerMistake {
  const mistake = (message: string, fix: string): MarkerMistake => ({ offset, message, fix })
  if (seen.has(name)) return mistake(`${name} stands here twice`, 'take one away')
  switch (name) {
    case 'skip':
    case 'hide':
      return value === undefined ? { [name]: true } : mistake(`${name} has no value`, `write ${name} alone`)
    case 'throws':
      if (value === '') return mistake('throws="" names no error', 'write throws alone for any error')
      return { throws: value ?? true }
    case 'timeout': {
      const timeoutMs = durationMs(value ?? '')
      if (timeoutMs !== undefined) return { timeoutMs }
      return mistake(`${JSON.stringify(value ?? '')} is no time`, 'write timeout="90s", "500ms" or "2m"')
    }
    default: {
      const near = known.find((flag) => flag.startsWith(name.slice(0, 2)))
      const fix = near === undefined ? `there are ${known.join(', ')}` : `did you mean ${near}?`
      return mistake(`there is no flag ${name}`, fix)
    }
  }
}

function durationMs(text: string): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? []
  const ms = Math.round(Number(digits) * (unitMs[unit ?? ''] ?? NaN))
  return ms > 0 && ms <= timer ? ms : undefined
}
