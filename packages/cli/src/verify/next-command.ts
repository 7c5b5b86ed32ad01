import type { LayerFinding } from '@underlay/sdk'
import type { LabArgs } from '../lab/lab-args.ts'

/** The command that shows more of a finding, in the lab, or the cluster, that was asked about. */
export function nextCommand(
  { layer, from, to, family, expected }: LayerFinding,
  { lab, kubeconfig, context }: LabArgs,
): string {
  const where = Object.entries({ lab, kubeconfig, context }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, quote(value)],
  )
  const ipv6 = family === 6 ? ['--family', '6'] : []
  const words =
    layer === 'bgp'
      ? ['inspect', 'bgp']
      : layer === 'addresses' || to === undefined
        ? ['inspect', 'nodes']
        : layer === 'mtu' && typeof expected === 'number'
          ? ['trace', from, to, '--size', String(expected), ...ipv6]
          : ['trace', from, to, ...ipv6]
  return ['underlay', ...words, ...where].join(' ')
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
