import { computed, signal } from '@preact/signals'
import type { ByteRange } from '@underlay/packet'
import { readDataBlock } from '../src/data-block.ts'
import { openCapture } from './capture/open-capture.ts'

/** The report of this page, and what a reader chose to look at. */
export const report = readDataBlock(document.querySelector('#report')?.textContent ?? '{}')

export const captures = report.captures.map(openCapture)

/** The capture that is shown: its place in `captures`. */
export const captureIndex = signal(0)
export const currentCapture = computed(() => captures[captureIndex.value])

/** The display filter as it stands in its box. */
export const filterText = signal('')

/** The only tap whose packets are shown; undefined for all. */
export const onlyTap = signal<string | undefined>()

/** Number of the packet whose details are shown. */
export const packetNumber = signal<number | undefined>()

/** The bytes that tree and hex dump mark. */
export const markedBytes = signal<ByteRange | undefined>()

/** The line of the tree that is chosen, by its key. */
export const itemKey = signal('0')

/** What a screen reader is told when something happened elsewhere on the page. */
export const announcement = signal('')

/** Shows packets of a capture: all, those of a tap, or those that a filter finds. */
export function look({
  capture,
  tap,
  filter = '',
  packet,
}: {
  readonly capture: string
  readonly tap?: string | undefined
  readonly filter?: string | undefined
  readonly packet?: number | undefined
}): void {
  const index = captures.findIndex(({ name }) => name === capture)
  if (index < 0) return
  captureIndex.value = index
  onlyTap.value = tap
  filterText.value = filter
  markedBytes.value = undefined
  packetNumber.value = packet
  const list = document.querySelector('#packets')
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
  list?.scrollIntoView({ behavior: isCalm ? 'auto' : 'smooth', block: 'start' })
  announcement.value = `Packets of ${capture}${tap === undefined ? '' : ` at ${tap}`}${filter === '' ? '' : `, filter ${filter}`}`
}
