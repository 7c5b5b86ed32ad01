import { describeCluster } from '@underlay/configs'
import { access } from 'node:fs/promises'
import { EngineError } from '../../errors.ts'
import { openAgentInContainer } from '../../host/agent/docker-exec.ts'
import type { AgentHost } from '../../host/agent/open-agent.ts'
import { run } from '../../host/run.ts'
import { reachFabric } from '../../fabric/containerlab/reach.ts'
import { outside } from '../../fabric/outside.ts'
import type { Container } from '../../docker/inspect-containers.ts'
import { exportKubeconfig } from '../../kind/export-kubeconfig.ts'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import { openKubernetes } from '../../kubernetes/open.ts'
import { observeDevices } from '../../plan/observe.ts'
import { applyPlans } from '../../plan/plan.ts'
import { nodeContainers, type NodeContainers } from './containers.ts'
import { exclusively } from './exclusively.ts'
import { ensureHelper, runningHelper, type ToolsChoice } from './helper-container.ts'
import { modelOf } from './model.ts'
import { planOutside } from './plan-outside.ts'
import { kubeconfigPath, type KindLab } from './record.ts'

export type OpenOptions = ToolsChoice

export type AttachPods = (
  namespaces: readonly { readonly name: string; readonly uid: string }[],
) => Promise<readonly string[]>

/** A kind lab within reach. */
export interface OpenLab {
  readonly containers: NodeContainers
  readonly host: AgentHost
  /** The cluster's API, opened when it is first needed. */
  readonly kubernetes: () => Promise<Kubernetes>
  /** Makes namespaces known to the host by name, those of pods by their UIDs; gives the names of those not found. */
  readonly attachPods: AttachPods
}

/**
 * Connects to a kind lab: to its helper, which is started when it is missing, and which is told where the nodes are.
 *
 * @throws LabStateError when a node container is gone or does not run.
 * @throws LabError when no image has the tools of the helper.
 */
export async function openLab(lab: KindLab, options: OpenOptions): Promise<OpenLab> {
  const containers = await nodeContainers(lab)
  const running = await runningHelper(lab.name)
  if (running !== undefined) return openBy(running, lab, containers)
  // Two scripts may miss it at the same time.
  const { signal } = options
  const start = async (): Promise<OpenLab> => {
    const image = containers.nodes[0]?.image ?? ''
    const { offline = false, toolsImage } = lab
    const choice = { ...(toolsImage !== undefined && { toolsImage }), ...options, ...(offline && { offline }) }
    const helper = await ensureHelper(lab.name, { image, network: containers.network }, choice)
    return openBy(helper, lab, containers)
  }
  return exclusively(lab.name, start, signal && { signal })
}

async function openBy(helper: Container, lab: KindLab, containers: NodeContainers): Promise<OpenLab> {
  const host = await openAgentInContainer(helper.id)
  const attach = async (lines: readonly string[]): Promise<readonly string[]> => {
    const said = await run(host, '', ['/underlay/attach.pl'], { stdin: `${lines.join('\n')}\n` })
    return said.split('\n').filter((name) => name !== '')
  }
  try {
    const nodes = containers.nodes.map(({ shortName, pid }) => `${shortName} ${pid}`)
    const lost = await attach([...nodes, `${outside} ${helper.pid}`])
    if (lost.length > 0) {
      throw new EngineError(`the networks of ${lost.join(', ')} cannot be reached from the helper`, 'docker start them')
    }
    if (lab.driver === 'containerlab' && lab.fabric !== undefined) {
      const { gateways = [] } = modelOf(lab, containers, {}).fabric ?? {}
      const names = gateways.map(({ name }) => name)
      await reachFabric(host, lab.fabric.topology, names)
    }
    const devices = await observeDevices(host)
    const { ipFamily } = describeCluster(lab.kind)
    if (devices.get(outside)?.has('br-clab') !== true) await applyPlans(host, [planOutside(ipFamily)])
  } catch (error) {
    host.close()
    throw error
  }
  let opened: Promise<Kubernetes> | undefined
  return {
    containers,
    host,
    kubernetes: () =>
      (opened ??= openApi(lab.name).catch((error: unknown) => {
        opened = undefined
        throw error
      })),
    attachPods: (namespaces) => attach(['forget pod-', ...namespaces.map(({ name, uid }) => `${name} pod ${uid}`)]),
  }
}

// Of nodes that were started, by us, by Docker or with the machine, the API server comes some seconds later.
const readyTimeoutMs = 120_000

async function openApi(lab: string): Promise<Kubernetes> {
  const kubeconfig = kubeconfigPath(lab)
  await access(kubeconfig).catch(() => exportKubeconfig(lab, kubeconfig))
  const kubernetes = await openKubernetes({ kubeconfig })
  await kubernetes.awaitReady(readyTimeoutMs)
  return kubernetes
}
