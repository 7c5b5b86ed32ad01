import type { formatTable, LabOverview } from '@underlay/sdk'
import { counted } from '../output/counted.ts'
import { cells } from '../output/write-output.ts'
import { nodeColumns, podColumns } from './tables.ts'

/** A lab at a glance, for people: what it is, then its nodes, then its pods. */
export function overviewText(lab: LabOverview, wide: boolean, table: typeof formatTable): string {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['lab', lab.name],
    ['engine', lab.engine === 'existing' ? 'none: a cluster that exists' : `${lab.engine}, ${lab.lifetime}`],
    ['host', hostText(lab.host)],
    ['kubeconfig', lab.kubeconfig],
    ['cni', cniText(lab.cni)],
    // What carries a cluster of others is not known.
    ...(lab.engine === 'existing' ? [] : fabricFacts(lab.fabric)),
  ]
  const shown = facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(10)}  ${value}`]))
  return [
    shown.join('\n'),
    table(cells(lab.nodes, nodeColumns, wide)),
    ...(lab.pods.length === 0 ? [] : [table(cells(lab.pods, podColumns, wide))]),
  ].join('\n\n')
}

function hostText({ kind, kernel, accelerator }: LabOverview['host']): string {
  return [kind, accelerator, kernel === '' ? '' : `Linux ${kernel}`].filter((part) => part !== '').join(', ')
}

function cniText(cni: LabOverview['cni']): string {
  if (cni === undefined) return 'none'
  const modes = (['ipip', 'vxlan'] as const).flatMap((mode) => (cni[mode] === 'Never' ? [] : [`${mode} ${cni[mode]}`]))
  return [`${cni.name} (${cni.how})`, modes.join(', ') || 'no tunnel', `pods ${cni.podCidr}`].join(', ')
}

function fabricFacts(fabric: LabOverview['fabric']): readonly (readonly [string, string])[] {
  if (fabric === undefined) return [['fabric', 'none']]
  const nodes = fabric.nodes.map(({ name, kind, addresses }) => `${name} (${[kind, ...addresses].join(' ')})`)
  return [
    ['fabric', `${counted(fabric.links, 'link')}, bridges ${fabric.bridges.join(' ') || 'none'}`],
    ...nodes.map((node, index) => [index === 0 ? 'gateways' : '', node] as const),
  ]
}
