import { useState } from 'preact/hooks'
import { markedBytes } from '../state.ts'

const perLine = 16
const shownAtFirst = 2048

interface HexProps {
  readonly bytes: Uint8Array
  readonly onByte: (offset: number) => void
}

/** A packet's bytes, sixteen in a line, as hex digits and as text; a byte that is clicked shows its field. */
export function Hex({ bytes, onByte }: HexProps) {
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? bytes : bytes.subarray(0, shownAtFirst)
  const lines = Array.from({ length: Math.ceil(shown.length / perLine) }, (_, line) => line * perLine)
  const { start = 0, length = 0 } = markedBytes.value ?? {}
  const isMarked = (offset: number): boolean => offset >= start && offset < start + length
  const cells = (from: number, text: (byte: number) => string) =>
    Array.from(shown.subarray(from, from + perLine), (byte, at) => (
      <span key={at} class={isMarked(from + at) ? 'marked' : ''} data-offset={from + at}>
        {text(byte)}
      </span>
    ))
  const onClick = ({ target }: Event): void => {
    const offset = target instanceof HTMLElement ? target.dataset['offset'] : undefined
    if (offset !== undefined) onByte(Number(offset))
  }
  return (
    <div class="hex" role="region" aria-label="Bytes" tabIndex={0} onClick={onClick}>
      {lines.map((from) => (
        <div class="line" key={from}>
          <span class="offset">{from.toString(16).padStart(4, '0')}</span>
          <span class="digits">{cells(from, (byte) => byte.toString(16).padStart(2, '0'))}</span>
          <span class="text" aria-hidden="true">
            {cells(from, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'))}
          </span>
        </div>
      ))}
      {shown.length < bytes.length && (
        <button type="button" onClick={() => setWhole(true)}>
          Show all {bytes.length} bytes
        </button>
      )}
    </div>
  )
}
