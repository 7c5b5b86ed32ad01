/** A tap taken apart: `worker:net0` is `net0` of `worker`; a name without a colon is a place of its own. */
export interface TapName {
  readonly place: string
  readonly device: string
}

/** How taps hang together, as far as it is known: what orders the sightings of a packet where time does not. */
export interface TapTopology {
  /** Both ends of each cable: `pod/app-worker:eth0` and `worker:cali57760a9f69d`. */
  readonly cables: readonly (readonly [string, string])[]
  /** What lies upon what inside of a place, upper first: a bridge upon its ports, `eth1.10` upon `eth1`. */
  readonly stacks: readonly (readonly [upper: string, lower: string])[]
  /** Places that pass frames on as they are: bridges. */
  readonly switches: readonly string[]
}

/** Takes a tap's name apart. */
export function tapName(tap: string): TapName {
  const colon = tap.lastIndexOf(':')
  return colon < 0 ? { place: tap, device: tap } : { place: tap.slice(0, colon), device: tap.slice(colon + 1) }
}

/** Taps in the order in which a packet passes them, as a topology: neighbours are joined by cables. */
export function chainOf(taps: readonly string[]): TapTopology {
  const cables = taps.slice(1).map((tap, index) => [taps[index] ?? tap, tap] as const)
  return {
    cables: cables.filter(([a, b]) => tapName(a).place !== tapName(b).place),
    stacks: [],
    switches: taps.map((tap) => tapName(tap).place),
  }
}

/** The far end of the cable at a tap. */
export function peerOf({ cables }: TapTopology, tap: string): string | undefined {
  const cable = cables.find((ends) => ends.includes(tap))
  return cable?.find((end) => end !== tap)
}

/** Whether a device lies upon another one of its place. */
export function isUpon({ stacks }: TapTopology, upper: string, lower: string): boolean {
  return stacks.some(([one, other]) => one === upper && other === lower)
}

/** Cables and places between two taps; undefined where nothing is known to join them. */
export function distanceBetween({ cables }: TapTopology, from: string, to: string): number | undefined {
  const goal = tapName(to).place
  const seen = new Set([tapName(from).place])
  let reached: readonly string[] = [...seen]
  for (let steps = 0; reached.length > 0; steps++) {
    if (reached.includes(goal)) return steps
    const ends = cables.flatMap(([a, b]) => [
      [tapName(a).place, tapName(b).place] as const,
      [tapName(b).place, tapName(a).place] as const,
    ])
    reached = ends.filter(([near, far]) => reached.includes(near) && !seen.has(far)).map(([, far]) => far)
    for (const place of reached) seen.add(place)
  }
  return undefined
}
