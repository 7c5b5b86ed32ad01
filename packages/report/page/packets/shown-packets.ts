import { effect, signal } from '@preact/signals'
import { FilterError, parseFilter, type DisplayFilter } from '@underlay/packet'
import type { OpenCapture } from '../capture/open-capture.ts'
import { currentCapture, filterText, onlyTap } from '../state.ts'
import { findPackets } from './find-packets.ts'

/** Places of the shown packets in the capture. */
export const shown = signal<readonly number[]>([])

/** Packets looked at by now. */
export const searched = signal(0)

/** What is wrong with the filter; the packets shown are still those of the last one that was right, or all of another capture. */
export const filterProblem = signal<string | undefined>()

/** Looks anew whenever capture, tap or filter change. */
export function keepSearching(): () => void {
  let lookedAt: { readonly capture: OpenCapture; readonly tap: string | undefined } | undefined
  return effect(() => {
    const capture = currentCapture.value
    const tap = onlyTap.value
    const filter = readFilter(filterText.value)
    const stop = new AbortController()
    // The packets of before stay in sight while a filter is being typed, but not those of another capture or tap.
    const isMoved = lookedAt?.capture !== capture || lookedAt?.tap !== tap
    if (capture !== undefined && (filter !== 'wrong' || isMoved)) {
      lookedAt = { capture, tap }
      void findPackets(
        capture,
        { filter: filter === 'wrong' ? undefined : filter, tap },
        ({ found, done }) => {
          if (stop.signal.aborted) return
          shown.value = found
          searched.value = done
        },
        stop.signal,
      )
    }
    return () => stop.abort()
  })
}

function readFilter(text: string): DisplayFilter | undefined | 'wrong' {
  try {
    const filter = text.trim() === '' ? undefined : parseFilter(text)
    filterProblem.value = undefined
    return filter
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    filterProblem.value = error.message
    return 'wrong'
  }
}
