import { useEffect, useRef } from 'preact/hooks'
import { currentCapture, markedBytes, packetNumber } from '../state.ts'
import { endsOf, rowOf, ttlsOf } from './row-of.ts'
import { shown } from './shown-packets.ts'
import { rowPixels, useVirtualRows } from './virtual-rows.ts'

const heads = ['No.', 'Time', 'Tap', 'Outer', 'Inner', 'Protocol', 'Length', 'TTL', 'Info']

/** The packets, a row each; only those in sight are in the page. */
export function PacketList() {
  const scroller = useRef<HTMLDivElement>(null)
  const capture = currentCapture.value
  const indexes = shown.value
  const rows = useVirtualRows(indexes.length, scroller)
  const chosen = indexes.findIndex((index) => capture?.file.packets[index]?.number === packetNumber.value)
  useEffect(() => {
    if (chosen >= 0) rows.scrollToIndex(chosen, { align: 'auto' })
  }, [chosen, rows])
  if (capture === undefined) return <p>There is no capture.</p>

  const choose = (position: number): void => {
    const index = indexes[Math.max(0, Math.min(indexes.length - 1, position))]
    markedBytes.value = undefined
    packetNumber.value = index === undefined ? undefined : capture.file.packets[index]?.number
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowPixels) - 2)
    const to: Record<string, number> = {
      ArrowDown: chosen + 1,
      ArrowUp: Math.max(0, chosen - 1),
      PageDown: chosen + page,
      PageUp: chosen - page,
      Home: 0,
      End: indexes.length - 1,
    }
    const position = to[event.key]
    if (position === undefined) return
    event.preventDefault()
    choose(position)
  }
  return (
    <div
      ref={scroller}
      class="list"
      role="grid"
      tabIndex={0}
      aria-label="Packets"
      aria-rowcount={indexes.length + 1}
      aria-colcount={heads.length}
      aria-activedescendant={chosen >= 0 ? `packet-${chosen}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div class="row head" role="row" aria-rowindex={1}>
        {heads.map((head) => (
          <span role="columnheader">{head}</span>
        ))}
      </div>
      <div class="rows" role="rowgroup" style={{ height: `${rows.getTotalSize()}px` }}>
        {rows.getVirtualItems().map(({ index: position, start }) => (
          <PacketRow key={position} position={position} top={start} isChosen={position === chosen} onChoose={choose} />
        ))}
      </div>
    </div>
  )
}

interface PacketRowProps {
  readonly position: number
  readonly top: number
  readonly isChosen: boolean
  readonly onChoose: (position: number) => void
}

function PacketRow({ position, top, isChosen, onChoose }: PacketRowProps) {
  const capture = currentCapture.value
  const index = shown.value[position]
  const row = capture && index !== undefined ? rowOf(capture, index) : undefined
  if (row === undefined) return null
  const { number, timeSeconds, tap, outer, inner, protocol, lengthBytes, info } = row
  return (
    <div
      id={`packet-${position}`}
      class={inner ? 'row tunnelled' : 'row'}
      role="row"
      aria-rowindex={position + 2}
      aria-selected={isChosen}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onChoose(position)}
    >
      <span role="gridcell">{number}</span>
      <span role="gridcell">{timeSeconds.toFixed(6)}</span>
      <span role="gridcell">{tap}</span>
      <span role="gridcell">{inner ? <i class="outer">{endsOf(outer)}</i> : endsOf(outer)}</span>
      <span role="gridcell">{inner && <i class="inner">{endsOf(inner)}</i>}</span>
      <span role="gridcell">{protocol}</span>
      <span role="gridcell">{lengthBytes}</span>
      <span role="gridcell">{ttlsOf(row)}</span>
      <span role="gridcell">{info}</span>
    </div>
  )
}
