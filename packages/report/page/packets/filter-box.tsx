import { useEffect, useRef } from 'preact/hooks'
import { tapOf } from '../capture/open-capture.ts'
import { captureIndex, captures, currentCapture, filterText, onlyTap, packetNumber } from '../state.ts'
import { filterProblem, searched, shown } from './shown-packets.ts'

const examples = ['icmp', 'count(ip) == 2', 'ip.ttl#1 < 64', 'frame.interface_name contains "net0"']

/** Which capture, which tap, which packets. */
export function FilterBox() {
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      event.preventDefault()
      box.current?.focus()
    }
    document.addEventListener('keydown', focus)
    return () => document.removeEventListener('keydown', focus)
  }, [])
  const problem = filterProblem.value
  return (
    <form class="filter" role="search" onSubmit={(event) => event.preventDefault()}>
      <label>
        <span>Capture</span>
        <select
          value={captureIndex.value}
          onChange={({ currentTarget }) => {
            captureIndex.value = Number(currentTarget.value)
            onlyTap.value = undefined
            packetNumber.value = undefined
          }}
        >
          {captures.map(({ name }, index) => (
            <option value={index}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        <span>Tap</span>
        <select
          value={onlyTap.value ?? ''}
          onChange={({ currentTarget }) => (onlyTap.value = currentTarget.value || undefined)}
        >
          <option value="">all taps</option>
          {currentCapture.value?.file.interfaces.map(tapOf).map((tap) => (
            <option value={tap}>{tap}</option>
          ))}
        </select>
      </label>
      <label class="wide">
        <span>
          Display filter <kbd>/</kbd>
        </span>
        <input
          ref={box}
          type="search"
          spellcheck={false}
          autocomplete="off"
          list="filter-examples"
          placeholder="ip.src#2 == 10.98.0.0/16 && icmp"
          value={filterText.value}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : 'filter-problem'}
          onInput={({ currentTarget }) => (filterText.value = currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            if (filterText.value === '') event.currentTarget.blur()
            filterText.value = ''
          }}
        />
        <datalist id="filter-examples">
          {examples.map((example) => (
            <option value={example} />
          ))}
        </datalist>
      </label>
      <p class="count" role="status">
        {countText()}
      </p>
      {problem !== undefined && (
        <pre id="filter-problem" class="problem" role="alert">
          {problem}
        </pre>
      )}
    </form>
  )
}

function countText(): string {
  const total = currentCapture.value?.file.packets.length ?? 0
  if (searched.value < total) return `${searched.value} of ${total} looked at`
  const count = shown.value.length
  return count === total ? `${total} packets` : `${count} of ${total} packets`
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
  )
}
