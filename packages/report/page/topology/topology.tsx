import { useEffect, useMemo, useRef } from 'preact/hooks'
import { countByTap } from '../capture/count-by-tap.ts'
import { captures, look, report } from '../state.ts'
import { drawnPicture } from './drawn-picture.ts'

interface SeenTap {
  readonly tap: string
  readonly capture: string
  readonly packets: number
}

/** Taps that saw packets, each with the capture in which it saw most. */
function seenTaps(): readonly SeenTap[] {
  const most = new Map<string, SeenTap>()
  for (const capture of captures) {
    for (const [tap, packets] of countByTap(capture)) {
      if (packets > (most.get(tap)?.packets ?? 0)) most.set(tap, { tap, capture: capture.name, packets })
    }
  }
  return [...most.values()]
}

/** The lab; an interface that was captured is a button that shows its packets. */
export function Topology() {
  const picture = useRef<HTMLDivElement>(null)
  const { pictureSvg } = report
  const drawn = useMemo(() => (pictureSvg === undefined ? undefined : drawnPicture(pictureSvg)), [pictureSvg])
  useEffect(() => {
    if (drawn !== undefined) picture.current?.replaceChildren(drawn)
    const seen = seenTaps()
    for (const element of picture.current?.querySelectorAll<SVGElement>('[data-tap]') ?? []) {
      const tap = seen.find((each) => each.tap === element.dataset['tap'])
      if (tap !== undefined) makeButton(element, tap)
    }
    // An image has no buttons in it: what is inside of it would not be told.
    if (seen.length > 0) picture.current?.querySelector('svg')?.setAttribute('role', 'group')
  }, [])
  if (drawn === undefined) return <Taps />
  return (
    <>
      <div ref={picture} class="picture" />
      <p class="hint">Interfaces with a coloured edge were captured: choose one to see its packets.</p>
    </>
  )
}

function makeButton(element: SVGElement, { tap, capture, packets }: SeenTap): void {
  element.classList.add('captured')
  element.setAttribute('role', 'button')
  element.setAttribute('tabindex', '0')
  // What is seen comes first: who speaks to a page says what stands there.
  const seen = Array.from(element.querySelectorAll('text'), ({ textContent }) => textContent).join(' ')
  element.setAttribute('aria-label', `${seen}: ${tap}, ${packets} packets in ${capture}`)
  const show = (): void => look({ capture, tap })
  element.addEventListener('click', show)
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    show()
  })
}

/** The taps as a list, where the report has no picture. */
function Taps() {
  return (
    <ul class="taps">
      {seenTaps().map(({ tap, capture, packets }) => (
        <li>
          <button type="button" onClick={() => look({ capture, tap })}>
            {tap} <small>{packets} packets</small>
          </button>
        </li>
      ))}
    </ul>
  )
}
