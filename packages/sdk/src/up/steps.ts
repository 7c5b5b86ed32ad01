import type { LabDefinition } from '@underlay/configs'
import { addNodes } from '../cluster/add-nodes.ts'
import { attachClabFabric } from '../cluster/attach-clab-fabric.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { installCalico } from '../cluster/install-calico.ts'
import { installFlannel } from '../cluster/install-flannel.ts'
import { removeControlPlaneTaint } from '../cluster/nodes.ts'
import { deployWorkload } from '../workload/deploy-workload.ts'
import { grows } from './plan-growth.ts'
import type { PlannedStep, UpStepName } from './planned-step.ts'
import type { UpOptions, UpStep } from './up-options.ts'

/** The steps that a plan does not skip; each works on what the first one made. */
export function stepsOf(
  lab: LabDefinition,
  planned: readonly PlannedStep[],
  make: (say: (line: string) => void) => Promise<Cluster>,
  options: UpOptions,
): readonly UpStep[] {
  let made: Cluster | undefined
  const inCluster = (run: (cluster: Cluster) => Promise<string>) => async (): Promise<string> => {
    if (made === undefined) throw new TypeError('the first step makes the cluster')
    return run(made)
  }
  const wire = grows(planned) ? grow : attach
  const runs: Readonly<Record<UpStepName, UpStep['run']>> = {
    create: async (say) => {
      made = await make(say)
      const { engine, host } = made
      return `engine ${engine} on ${host.kind}, Linux ${host.kernel}`
    },
    attach: inCluster((cluster) => wire(cluster, lab, options)),
    cni: inCluster((cluster) => install(cluster, lab, options)),
    taint: inCluster(async (cluster) => {
      await removeControlPlaneTaint(cluster)
      return 'pods may run on every node'
    }),
    workload: inCluster(async (cluster) => {
      const { pods } = await deployWorkload(cluster, lab.workload ?? [], { ...trusted(options), ...common(options) })
      return `${pods.length} pods run`
    }),
  }
  return planned
    .filter(({ action }) => action !== 'skip')
    .map(({ step, action }) => {
      const run: UpStep['run'] = async (say) => `${done[action] ?? ''}${await runs[step](say)}`
      return { name: step, title: titleOf(step, lab), run }
    })
}

const done: Readonly<Partial<Record<PlannedStep['action'], string>>> = { keep: 'kept: ', change: 'changed: ' }

async function attach(cluster: Cluster, { clab, files = {} }: LabDefinition, options: UpOptions): Promise<string> {
  if (clab === undefined) return ''
  const { driver, signal } = options
  // The plan has refused what the documents ask for; which bridges the machine has, the attaching sees.
  const how = {
    files,
    ...trusted(options),
    ...(driver !== undefined && { driver }),
    ...(signal && { signal }),
  }
  const { bridges, gateways, links } = await attachClabFabric(cluster, clab, how)
  return Object.entries({ bridge: bridges, gateway: gateways, link: links })
    .map(([thing, { length }]) => `${length} ${thing}${length === 1 ? '' : 's'}`)
    .join(', ')
}

async function grow(cluster: Cluster, { kind, clab, files = {} }: LabDefinition, options: UpOptions): Promise<string> {
  if (clab === undefined) return ''
  const { signal } = options
  const added = await addNodes(cluster, { kind, clab, files }, { ...trusted(options), ...(signal && { signal }) })
  return `added: ${added.map(({ name }) => name).join(', ') || 'what the fabric has more'}`
}

async function install(cluster: Cluster, { calico, flannel }: LabDefinition, options: UpOptions): Promise<string> {
  const { version, manifest } = options
  const source = { ...(version !== undefined && { version }), ...(manifest !== undefined && { manifest }) }
  const how = { ...source, ...common(options) }
  if (calico !== undefined) await installCalico(cluster, { ...calico, ...how })
  if (flannel !== undefined) await installFlannel(cluster, { ...flannel, ...how })
  const { cni } = cluster
  return cni === undefined ? '' : `${cni.how}, IPIP ${cni.ipip}, VXLAN ${cni.vxlan}; every node is Ready`
}

function common({ offline, signal }: UpOptions): Pick<UpOptions, 'offline' | 'signal'> {
  return { ...(offline !== undefined && { offline }), ...(signal && { signal }) }
}

function trusted({ trust }: UpOptions): Pick<UpOptions, 'trust'> {
  return trust === undefined ? {} : { trust }
}

function titleOf(step: UpStepName, { name, calico }: LabDefinition): string {
  const titles: Readonly<Record<UpStepName, string>> = {
    create: `create ${name}`,
    attach: 'attach the fabric',
    cni: `install ${calico === undefined ? 'flannel' : 'Calico'}`,
    taint: 'take the control-plane taint off',
    workload: 'deploy the workload',
  }
  return titles[step]
}
