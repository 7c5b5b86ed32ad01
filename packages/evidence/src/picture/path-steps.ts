import type { PathHeader } from '../path/path-header.ts'
import type { PredictedHop, PredictedWay } from '../path/prediction.ts'
import { describeHeader } from '../prediction/format-prediction.ts'
import { visits } from '../trace/visits.ts'

/** A place that a packet comes through, with the devices that it passes there in their order. */
export interface PathStop {
  readonly place: string
  readonly devices: readonly string[]
}

/** A packet between two places, its headers in short, and the bridges that pass it on as it is. */
export interface PathLeg {
  /** What is around the packet: `10.1.5.10 → 10.1.8.10 ttl 64`; empty where it is in no tunnel. */
  readonly outer: readonly string[]
  readonly inner: readonly string[]
  readonly bridges: readonly string[]
}

/** A way as stops, and the legs between them: one less. */
export interface PathSteps {
  readonly stops: readonly PathStop[]
  readonly legs: readonly PathLeg[]
}

/** A predicted way as a picture has it: places with what is on the wire between them. */
export function pathSteps({ hops }: Pick<PredictedWay, 'hops'>): PathSteps {
  const stops: PathStop[] = []
  const legs: PathLeg[] = []
  let bridges: string[] = []
  let leaving: PredictedHop | undefined
  for (const visit of visits(hops)) {
    const [first] = visit
    if (first === undefined) continue
    if (isBridge(visit)) {
      bridges = [...bridges, first.place]
      continue
    }
    if (leaving !== undefined) legs.push({ ...headersOf(leaving.headers), bridges })
    stops.push({ place: first.place, devices: visit.map(({ device }) => device) })
    leaving = visit.at(-1)
    bridges = []
  }
  return { stops, legs }
}

/** Only what forwards frames lets a packet pass as it came. */
function isBridge(visit: readonly PredictedHop[]): boolean {
  const [first, ...others] = visit
  return others.length > 0 && others.every(({ headers }) => JSON.stringify(headers) === JSON.stringify(first?.headers))
}

function headersOf(headers: readonly PathHeader[]): Pick<PathLeg, 'outer' | 'inner'> {
  const inner = headers.findLastIndex(({ name }) => name === 'ip' || name === 'ipv6')
  return { outer: said(headers.slice(0, inner)), inner: said(headers.slice(inner)) }
}

function said(headers: readonly PathHeader[]): readonly string[] {
  return headers.map(describeHeader).filter((text) => text !== '')
}
