import type { RunRecord } from '../record/run-record.ts'

/** Where and when a run took place, in one sentence without a mark at its end. */
export function provenance({ metadata: { underlay } }: RunRecord): string {
  const { notebook, args, ranAt, versions, place, outcome } = underlay
  const command = [notebook, ...args].join(' ')
  const where =
    place === undefined
      ? ''
      : `, lab ${place.lab} on engine ${place.engine} (${place.host}, Linux ${place.kernel}, CNI: ${place.cni})`
  const failed = outcome === 'fail' ? ', and it failed' : ''
  return `${command} ran on ${ranAt.slice(0, 10)} with Underlay ${versions.underlay} and Node ${versions.node}${where}${failed}`
}
