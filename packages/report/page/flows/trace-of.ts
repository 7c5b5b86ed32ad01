import type { PathTrace, ReportFlow, ReportWay, TracedWay } from '@underlay/evidence'
import { decode } from '@underlay/packet'
import type { OpenCapture } from '../capture/open-capture.ts'

/** A flow's trace with its packets, read from its capture again; undefined when the capture has not got them. */
export function traceOf(flow: ReportFlow, capture: OpenCapture): PathTrace | undefined {
  const forward = wayOf(flow.forward, capture)
  const reverse = flow.reverse && wayOf(flow.reverse, capture)
  const { from, to, outcome, errors, inconclusive } = flow
  if (forward === undefined || (flow.reverse && reverse === undefined)) return undefined
  return {
    from,
    to,
    outcome,
    forward,
    ...(reverse && { reverse }),
    ...(errors && { errors }),
    ...(inconclusive !== undefined && { inconclusive }),
  }
}

function wayOf({ direction, hops, lost }: ReportWay, capture: OpenCapture): TracedWay | undefined {
  const traced = hops.flatMap(({ packet: number, ...hop }) => {
    const packet = capture.file.packets.find((each) => each.number === number)
    return packet === undefined ? [] : [{ ...hop, packet, layers: decode(packet, capture), changes: [] }]
  })
  return traced.length < hops.length ? undefined : { direction, hops: traced, ...(lost && { lost }) }
}
