import { suggest } from '@underlay/configs'
import { engineAsked, type EngineName } from '../engine/choose.ts'
import type { ExistingOptions } from '../engine/existing/existing-engine.ts'
import { askingDocker } from '../engine/kind/asking-docker.ts'
import { readRecord, recordedLabs } from '../engine/kind/record.ts'
import type { Access, Lifecycle } from '../engine/engine.ts'
import { netnsEngine } from '../engine/netns/netns-engine.ts'
import { LabStateError } from '../errors.ts'
import { listSockets } from '../host/supervisor/address.ts'
import { readEnded } from '../host/supervisor/ended.ts'
import { findSupervisor } from '../host/supervisor/start.ts'
import type { KubernetesOptions } from '../kubernetes/open.ts'
import type { LabState } from '../lab/state.ts'
import { sayProgress } from '../output/progress.ts'
import { announced } from '../show/announce-lab.ts'
import { clusterOf, type Cluster } from './cluster.ts'

/** Which lab to find. */
export interface ConnectOptions {
  readonly lab: string
  /** Default what `UNDERLAY_ENGINE` says, else the one that has the lab. */
  readonly engine?: EngineName
  /** Told each line of progress, default standard error. */
  readonly onProgress?: (line: string) => void
}

/** Which cluster that the SDK did not make, and how to get at its nodes. */
export interface ConnectExistingOptions extends KubernetesOptions, Omit<ExistingOptions, 'say'> {
  readonly lab?: never
  /** Told each line of progress, default standard error. */
  readonly onProgress?: (line: string) => void
}

/**
 * Finds a lab by its name. Disposing the handle closes it; the lab stays.
 *
 * @throws LabStateError when there is no lab of that name, when two engines have one, or when its nodes are gone.
 * @throws EngineError when it is a kind lab and Docker cannot be reached, or when its supervisor does not answer within 10 s.
 * @example
 * await using cluster = await connectCluster({ lab: 'calico-ipip-crosssubnet' })
 */
export async function connectCluster(options: ConnectOptions): Promise<Cluster>
/**
 * Connects to any Kubernetes cluster by its API, to look and to capture; only `deployWorkload` changes it: mode, blocks and addresses are
 * those of its CNI's own objects (Calico, flannel). Programs at a node or its pods run in a privileged tools pod there
 * (namespace `underlay`), made when first needed; it is gone when the handle is closed or this process ends, kill -9
 * included. The kubeconfig's user may list nodes, pods and the CNI's objects, and in `underlay` create and delete Jobs,
 * watch pods and events, and exec.
 *
 * @param options `kubeconfig` is a path; `context` one of its contexts, default `current-context`.
 * @throws LabError when the kubeconfig cannot be used, its server does not answer, or the user may not list nodes.
 * @throws UnknownNameError when there is no such context.
 * @example
 * await using cluster = await connectCluster({ kubeconfig: `${process.env.HOME}/.kube/config`, context: 'staging' })
 * const app = await pods(cluster)
 * @see https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 */
export async function connectCluster(options: ConnectExistingOptions): Promise<Cluster>
export async function connectCluster(options: ConnectOptions | ConnectExistingOptions): Promise<Cluster> {
  if (options.lab !== undefined) return announced(await connectLab(options))
  const { onProgress: say = sayProgress, ...rest } = options
  const { openKubernetes } = await import('../kubernetes/open.ts')
  const { existingEngine } = await import('../engine/existing/existing-engine.ts')
  const engine = await existingEngine(await openKubernetes(rest), rest.kubeconfig, { ...rest, say })
  return announced(clusterOf(engine, 'visitor'))
}

async function connectLab({ lab, engine, onProgress = sayProgress }: ConnectOptions): Promise<Cluster> {
  const asked = engineAsked(engine)
  const [netns, record] = await Promise.all([
    asked === 'kind' ? undefined : findNetns(lab, onProgress),
    asked === 'netns' ? undefined : readRecord(lab),
  ])
  if (netns !== undefined && record !== undefined) {
    netns.close()
    throw new LabStateError(
      `both engines have a lab named ${lab}`,
      `--engine kind, or connectCluster({ lab: '${lab}', engine: 'kind' })`,
    )
  }
  if (netns !== undefined) return clusterOf(netns, 'visitor')
  if (record === undefined) throw await noSuchLab(lab, asked)
  if (record.containers === undefined) {
    throw new LabStateError(`the lab ${lab} is being made, or its making was ended`, 'wait, or destroy it')
  }
  // A tenth of the SDK is for Kubernetes alone.
  const { kindEngine } = await import('../engine/kind/kind-engine.ts')
  const next = `underlay ls, which says how ${lab} is`
  const open = (): Promise<Access & Lifecycle> => kindEngine(record, { say: onProgress })
  return clusterOf(await askingDocker(lab, { purpose: 'reached', next }, open), 'visitor')
}

async function findNetns(lab: string, say: (line: string) => void): Promise<(Access & Lifecycle) | undefined> {
  const connection = await findSupervisor(lab, { say })
  const state = (await connection?.readState()) as LabState | undefined
  if (connection !== undefined && state !== undefined) return netnsEngine(connection, state)
  connection?.close()
  return undefined
}

async function noSuchLab(lab: string, asked: EngineName): Promise<LabStateError> {
  const [netns, kind] = [listSockets().map((socket) => socket.lab), await recordedLabs()]
  const other =
    asked === 'netns' && kind.includes(lab) ? 'kind' : asked === 'kind' && netns.includes(lab) ? 'netns' : ''
  if (other !== '')
    return new LabStateError(
      `engine ${asked} has no lab named ${lab}, engine ${other} has`,
      `--engine ${other}, or none`,
    )
  const known = [...netns, ...kind]
  const nearest = suggest(lab, [...new Set(known)])
  const fix =
    nearest === undefined
      ? 'underlay up builds one, or createKindCluster(config); underlay ls shows what runs'
      : `did you mean ${nearest}?`
  const ended = asked === 'kind' ? undefined : readEnded(lab)
  if (ended !== undefined) return new LabStateError(`no lab named ${lab} is running: ${ended.why}`, 'underlay up')
  return new LabStateError(`no lab named ${lab} is running`, fix)
}
