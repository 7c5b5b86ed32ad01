import type { Fault } from './fault.ts'
import { arpPoisoned } from './faults/arp-poisoned.ts'
import { bgpSessionDown } from './faults/bgp-session-down.ts'
import { duplicateAddress } from './faults/duplicate-address.ts'
import { hostMask } from './faults/host-mask.ts'
import { lostFdbEntry } from './faults/lost-fdb-entry.ts'
import { lostNeighbour } from './faults/lost-neighbour.ts'
import { missingRoute } from './faults/missing-route.ts'
import { modeAlways } from './faults/mode-always.ts'
import { mtuHole } from './faults/mtu-hole.ts'
import { noDefaultRoute } from './faults/no-default-route.ts'
import { podNat } from './faults/pod-nat.ts'
import { portDown } from './faults/port-down.ts'
import { rpFilter } from './faults/rp-filter.ts'
import { tunnelBlocked } from './faults/tunnel-blocked.ts'
import { unequalMasks } from './faults/unequal-masks.ts'
import { wrongAutodetection } from './faults/wrong-autodetection.ts'

/** The name of a fault of the catalogue. */
export type FaultName =
  | 'wrong-autodetection'
  | 'host-mask'
  | 'unequal-masks'
  | 'mode-always'
  | 'bgp-session-down'
  | 'missing-route'
  | 'no-default-route'
  | 'lost-neighbour'
  | 'lost-fdb-entry'
  | 'arp-poisoned'
  | 'duplicate-address'
  | 'port-down'
  | 'mtu-hole'
  | 'tunnel-blocked'
  | 'rp-filter'
  | 'pod-nat'

const catalogue: Readonly<Record<FaultName, Fault>> = {
  'wrong-autodetection': wrongAutodetection,
  'host-mask': hostMask,
  'unequal-masks': unequalMasks,
  'mode-always': modeAlways,
  'bgp-session-down': bgpSessionDown,
  'missing-route': missingRoute,
  'no-default-route': noDefaultRoute,
  'lost-neighbour': lostNeighbour,
  'lost-fdb-entry': lostFdbEntry,
  'arp-poisoned': arpPoisoned,
  'duplicate-address': duplicateAddress,
  'port-down': portDown,
  'mtu-hole': mtuHole,
  'tunnel-blocked': tunnelBlocked,
  'rp-filter': rpFilter,
  'pod-nat': podNat,
}

/** The catalogue: what goes wrong in real clusters, from what the CNI recorded down to cables and rules. */
export const faults: readonly Fault[] = Object.values(catalogue)

/** A fault by its name, if there is one. */
export function findFault(name: string): Fault | undefined {
  return Object.entries(catalogue).find(([key]) => key === name)?.[1]
}
