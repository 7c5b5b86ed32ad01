import type { CaptureFile } from '@underlay/packet'
import type { KeptFile } from './kept-capture.ts'

// A page holds its captures as text: browsers open a few of that size, not more.
const mostBytes = 16 * 1024 * 1024

/** Which captures of a lab a report shows: the earliest first. */
export interface ChosenCaptures {
  readonly shown: readonly KeptFile[]
  /** Those that no page can hold. */
  readonly tooLarge: readonly KeptFile[]
}

/**
 * Chooses among the captures of a lab.
 *
 * @param since only what began at that moment or later, ISO 8601.
 */
export function chooseCaptures(files: readonly KeptFile[], since?: string): ChosenCaptures {
  // A file that does not say when it began is of no run.
  const wanted = since === undefined ? files : files.filter((file) => startMs(file) >= Date.parse(since))
  const ordered = wanted.toSorted((a, b) => (startMs(a) || 0) - (startMs(b) || 0) || a.name.localeCompare(b.name, 'en'))
  return {
    shown: ordered.filter(({ sizeBytes }) => sizeBytes <= mostBytes),
    tooLarge: ordered.filter(({ sizeBytes }) => sizeBytes > mostBytes),
  }
}

function startMs({ startedAt = '' }: KeptFile): number {
  return Date.parse(startedAt)
}

/** What a capture is called that nobody gave a title: `6 packets at control-plane:net0`. */
export function titleOf({ interfaces, packets }: CaptureFile): string {
  const taps = interfaces.map(({ id, name = `interface ${id}` }) => name)
  const shown = taps.length > 3 ? `${taps.length} interfaces` : taps.join(', ')
  return `${packets.length} ${packets.length === 1 ? 'packet' : 'packets'} at ${shown}`
}
