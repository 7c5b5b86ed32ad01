import { isIpv6, type Endpoint } from '@underlay/sdk'
import { commandLine } from '../command/command-line.ts'
import type { LabArgs } from '../lab/lab-args.ts'

// What a trace needs for its mark.
const leastBytes = 80

/** A ping that was not answered, as it was typed. */
interface Pinged {
  readonly from: string
  readonly to: string
  readonly family?: '4' | '6' | undefined
  /** Of payload, where it was to go in one piece. */
  readonly sizeBytes?: number | undefined
}

/** The command that shows where the same packet is lost. */
export function traceCommand(
  { from, to, family, sizeBytes }: Pinged,
  goal: Pick<Endpoint, 'address'> | string,
  args: LabArgs,
): string {
  const isOfIpv6 = family === undefined ? isIpv6(typeof goal === 'string' ? goal : goal.address) : family === '6'
  const bytes = sizeBytes === undefined ? 0 : sizeBytes + (isOfIpv6 ? 48 : 28)
  const size = bytes < leastBytes ? [] : ['--size', String(bytes)]
  return commandLine(['trace', from, to, ...size, ...(family === undefined ? [] : ['--family', family])], args)
}
