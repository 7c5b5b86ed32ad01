import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core'
import type { RefObject } from 'preact'
import { useEffect, useReducer, useRef } from 'preact/hooks'

/** Height of a row in the list, in CSS pixels; the stylesheet has the same. */
export const rowPixels = 24

/** The part of a long list that is seen, kept up to date as it is scrolled. */
export function useVirtualRows(
  count: number,
  scroller: RefObject<HTMLElement | null>,
): Virtualizer<HTMLElement, Element> {
  const [, draw] = useReducer((drawn: number) => drawn + 1, 0)
  const virtualizer = useRef<Virtualizer<HTMLElement, Element>>(undefined)
  const options = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPixels,
    overscan: 12,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => draw(undefined),
  }
  virtualizer.current ??= new Virtualizer(options)
  const current = virtualizer.current
  current.setOptions(options)
  useEffect(() => current._didMount(), [current])
  useEffect(() => current._willUpdate())
  return current
}
