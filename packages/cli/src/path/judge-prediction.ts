import type { PathPrediction } from '@underlay/sdk'

/** What a prediction comes to: whether the packet arrives and is answered, and fits. */
export interface PredictedOutcome {
  readonly arrives: boolean
  readonly text: string
}

/** Judges a prediction, of a packet of so many bytes where a size is given. */
export function judgePrediction({ paths }: PathPrediction, packetBytes: number | undefined): PredictedOutcome {
  const ways = paths.flatMap(({ forward, reverse }) => [forward, reverse])
  const lost = ways.find((way) => way.lost !== undefined)?.lost
  if (lost !== undefined) return { arrives: false, text: `lost at ${lost.at}: ${lost.reason}` }
  const smallest = ways.toSorted((a, b) => a.largestPacketBytes - b.largestPacketBytes)[0]
  if (packetBytes !== undefined && smallest !== undefined && packetBytes > smallest.largestPacketBytes) {
    const { largestPacketBytes, oneByteMore } = smallest
    return {
      arrives: false,
      text: `${packetBytes} bytes are too many, ${largestPacketBytes} pass; one more: ${oneByteMore}`,
    }
  }
  const kinds = [
    ...new Set(paths.map(({ forward, reverse }) => `${forward.encapsulation} there, ${reverse.encapsulation} back`)),
  ]
  const size = smallest === undefined ? '' : `; up to ${smallest.largestPacketBytes} bytes in one piece`
  return { arrives: true, text: `answered: ${kinds.join(' or ')}${size}` }
}
