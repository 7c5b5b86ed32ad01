import type { ReportFlow, ReportWay, TracedWay } from '@underlay/evidence'
import type { LabTrace } from '../trace/trace-path.ts'
import { nameOf } from './kept-capture.ts'

/** A trace as a report has it: its packets are numbers in the trace's capture. */
export function reportFlow(title: string, trace: LabTrace): ReportFlow {
  const { capture, forward, reverse, causes: _, ...rest } = trace
  return {
    ...rest,
    title,
    capture: nameOf(capture.file),
    forward: numbered(forward),
    ...(reverse && { reverse: numbered(reverse) }),
  }
}

function numbered({ hops, direction, lost }: TracedWay): ReportWay {
  return {
    direction,
    hops: hops.map(({ tap, place, device, motion, packet }) => ({ tap, place, device, motion, packet: packet.number })),
    ...(lost && { lost }),
  }
}
