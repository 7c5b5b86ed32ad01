import type { CalicoOptions, FlannelOptions, LabDefinition } from '@underlay/sdk'
import { UsageError } from '../command/usage-error.ts'

/** The CNI as typed: `ipip=CrossSubnet,blockSize=26`. */
export interface CniArgs {
  readonly calico?: string | undefined
  readonly flannel?: string | undefined
}

/**
 * The lab with the CNI that was typed, in the place of its own; options of the same CNI that were not typed stay.
 *
 * @throws UsageError when two were typed, or one is not written `name=value`.
 */
export function withCni(lab: LabDefinition, { calico, flannel }: CniArgs): LabDefinition {
  if (calico !== undefined && flannel !== undefined)
    throw new UsageError('a cluster has one CNI', 'give --calico or --flannel')
  const { calico: ownCalico, flannel: ownFlannel, ...rest } = lab
  if (calico !== undefined) return { ...rest, calico: { ...ownCalico, ...read<CalicoOptions>('calico', calico) } }
  if (flannel !== undefined) return { ...rest, flannel: { ...ownFlannel, ...read<FlannelOptions>('flannel', flannel) } }
  return lab
}

// Which names there are, and which values they take, the definition's own check says.
function read<Options>(option: string, text: string): Options {
  const entries = text.split(',').map((part) => {
    const [name = '', ...value] = part.split('=')
    if (name === '' || value.length === 0)
      throw new UsageError(`--${option} ${text} is not written name=value`, `--${option} ${examples[option]}`)
    return [name.trim(), valueOf(value.join('=').trim())] as const
  })
  return Object.fromEntries(entries) as Options
}

const examples: Readonly<Record<string, string>> = {
  calico: 'ipip=CrossSubnet',
  flannel: 'backend=vxlan,directRouting=true',
}

function valueOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^\d+$/.test(text) ? Number(text) : text
}
