import { field, type Layer } from '@underlay/packet'
import type { PathHeader } from '../path/path-header.ts'

/** A field of a packet that is not what was predicted. */
export interface HeaderMismatch {
  /** Wireshark's name, counted where a layer is there twice: `ip.ttl#2`; `headers` where other headers are there. */
  readonly field: string
  readonly expected: string
  readonly actual: string
}

/**
 * Compares predicted headers with the layers of a packet, position by position: those fields that the prediction names.
 * The first of what differs comes first.
 */
export function compareHeaders(predicted: readonly PathHeader[], layers: readonly Layer[]): readonly HeaderMismatch[] {
  const headers = isRefusal(predicted, layers) ? ofRefusal(predicted) : predicted
  const names = headers.map(({ name }) => name)
  const seen = layers.slice(0, names.length).map(({ name }) => name)
  if (names.join(' ') !== seen.join(' ')) {
    return [{ field: 'headers', expected: names.join(':'), actual: namesOf(layers) }]
  }
  return headers.flatMap((header, index) => {
    const layer = layers[index]
    if (layer === undefined) return []
    const count = names.slice(0, index + 1).filter((name) => name === header.name).length
    const twice = names.filter((name) => name === header.name).length > 1
    return Object.entries(header.fields).flatMap(([name, expected]) => {
      const actual = field([layer], name)
      if (expected === undefined || expected === actual) return []
      return [
        { field: twice ? `${name}#${count}` : name, expected: String(expected), actual: String(actual ?? 'none') },
      ]
    })
  })
}

/** Where a datagram meets no listener, its answer is an error, which goes the way that an answer would. */
function isRefusal(predicted: readonly PathHeader[], layers: readonly Layer[]): boolean {
  const quotes = (layers[predicted.length - 1]?.quoted.length ?? 0) > 0
  return quotes && predicted.at(-1)?.name === 'udp'
}

// An error is a packet of its own kind: where it goes is the same, not its protocol and flags.
function ofRefusal(predicted: readonly PathHeader[]): readonly PathHeader[] {
  const inner = predicted.findLastIndex(({ name }) => name === 'ip' || name === 'ipv6')
  return predicted.slice(0, -1).map((header, index) => {
    const kept = Object.entries(header.fields).filter(([name]) => /\.(src|dst|ttl|hlim)$/.test(name))
    return index === inner ? { ...header, fields: Object.fromEntries(kept) } : header
  })
}

function namesOf(layers: readonly Layer[]): string {
  return layers
    .filter(({ name }) => name !== 'data')
    .map(({ name }) => name)
    .join(':')
}
