import type { LayerFinding } from '@underlay/sdk'
import { commandLine } from '../command/command-line.ts'
import type { LabArgs } from '../lab/lab-args.ts'

/** The command that shows more of a finding, in the lab, or the cluster, that was asked about. */
export function nextCommand({ layer, from, to, family, expected }: LayerFinding, args: LabArgs): string {
  const ipv6 = family === 6 ? ['--family', '6'] : []
  const words =
    layer === 'bgp'
      ? ['inspect', 'bgp']
      : layer === 'addresses' || to === undefined
        ? ['inspect', 'nodes']
        : layer === 'mtu' && typeof expected === 'number'
          ? ['trace', from, to, '--size', String(expected), ...ipv6]
          : ['trace', from, to, ...ipv6]
  return commandLine(words, args)
}
