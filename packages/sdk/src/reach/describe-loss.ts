import type { PathTrace } from '@underlay/evidence'

/** Where a packet was lost: `lost on the way there, in gw0: seen last at gw0:eth1`. */
export function lostWhere({ from, forward, reverse }: PathTrace): string {
  const way = [forward, reverse].find((one) => one?.lost !== undefined)
  const last = way?.hops.at(-1)?.tap
  const direction = way?.direction === 'reverse' ? 'on the way back' : 'on the way there'
  return `lost ${direction}, in ${way?.lost?.place ?? from}: ${last === undefined ? 'no tap saw it' : `seen last at ${last}`}`
}

/** What routers, hosts and the sender's own kernel said of it: `10.1.0.1 says fragmentation needed, MTU 1400`. */
export function whoSaid({ errors = [] }: PathTrace): readonly string[] {
  return errors.map(({ from, tap, text }) => `${from} says ${text}${tap === undefined ? '' : ` (seen at ${tap})`}`)
}
