import { isIp } from '@underlay/sdk'
import { commandLine } from '../command/command-line.ts'
import type { LabArgs } from '../lab/lab-args.ts'
import type { Followed } from './follow-packet.ts'

/** The command to type about a packet that did not go as predicted, or of which nothing is known; undefined where all is well. */
export function nextLook(
  { outcome, comparison, trace }: Pick<Followed, 'outcome' | 'comparison'> & { readonly trace: Traced },
  { from, to }: { readonly from: string; readonly to: string },
  args: LabArgs,
): string | undefined {
  if (outcome === 'pass') return undefined
  const lost = [trace.forward, trace.reverse].find((way) => way?.lost !== undefined)?.lost
  const place = comparison?.disagreement?.tap.replace(/:[^:]*$/, '') ?? lost?.place
  if (place !== undefined) return commandLine(['inspect', 'routes', place], args)
  return commandLine(['capture', ...(isPlace(to) ? ['--path', from, to] : ['--all'])], args)
}

type Traced = Pick<Followed['trace'], 'forward' | 'reverse'>

/** Whether the goal of a packet is a place of the lab: no address, and no Service as `namespace/name`. */
export function isPlace(to: string): boolean {
  return !isIp(to) && (!to.includes('/') || to.startsWith('pod/'))
}
