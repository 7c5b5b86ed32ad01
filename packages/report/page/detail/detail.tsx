import { decode, frameProtocols } from '@underlay/packet'
import { useState } from 'preact/hooks'
import { currentCapture, itemKey, markedBytes, packetNumber } from '../state.ts'
import { Hex } from './hex.tsx'
import { Tree } from './tree.tsx'
import { itemAt, treeItems } from './tree-items.ts'

/** The chosen packet: its tree and its bytes, each of which marks the other. */
export function Detail() {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const capture = currentCapture.value
  const packet = capture?.file.packets.find(({ number }) => number === packetNumber.value)
  if (capture === undefined || packet === undefined) {
    return <p class="hint">Choose a packet to see its headers and bytes.</p>
  }
  const layers = decode(packet, capture)
  const isOpen = (key: string): boolean => !closed.has(key)
  const onToggle = (key: string, open: boolean): void => {
    const next = new Set(closed)
    if (open) next.delete(key)
    else next.add(key)
    setClosed(next)
  }
  const onByte = (offset: number): void => {
    const item = itemAt(
      treeItems(layers, () => true),
      offset,
    )
    if (item === undefined) return
    onToggle(item.key.split('.', 1)[0] ?? '', true)
    itemKey.value = item.key
    markedBytes.value = item.range
  }
  return (
    <div class="detail">
      <h3>
        Packet {packet.number} <span class="protocols">{frameProtocols(layers)}</span>
      </h3>
      {packet.comments?.map((comment) => (
        <p class="comment">{comment}</p>
      ))}
      <div class="panes">
        <Tree items={treeItems(layers, isOpen)} onToggle={onToggle} />
        <Hex key={packet.number} bytes={packet.bytes} onByte={onByte} />
      </div>
    </div>
  )
}
