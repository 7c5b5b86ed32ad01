import { nearestPlace } from '../../cluster/nearest-place.ts'
import { dockerInfo } from '../../docker/info.ts'
import { LabError, LabStateError, UnknownNameError } from '../../errors.ts'
import { attachFabric } from '../../fabric/attach-fabric.ts'
import { attachByContainerlab } from '../../fabric/containerlab/attach-fabric.ts'
import { chooseDriver, wiredBy } from '../../fabric/containerlab/choose-driver.ts'
import type { Access, Lifecycle } from '../engine.ts'
import { calicoBirdProtocols } from '../kubernetes/bird-protocols.ts'
import { readServices } from '../kubernetes/read-services.ts'
import { nodeRecordsOf } from '../kubernetes/node-records.ts'
import { applyObjects } from './apply-objects.ts'
import { awaitInternalIps } from './await-internal-ips.ts'
import { clabSiteOf, destroyLab } from './destroy-lab.ts'
import { exclusively } from './exclusively.ts'
import { installRealCalico, installRealFlannel } from './install-cni.ts'
import { modelOf, shortNameIn } from './model.ts'
import { openLab, type OpenOptions } from './open-lab.ts'
import { placesOf } from './places.ts'
import { podsOf } from './pods.ts'
import { removeAndAwait, removePodAndAwait } from './remove-objects.ts'
import { refuseNetnsOnly } from './refuse-netns-only.ts'
import { requireFreeSubnets } from './free-subnets.ts'
import { kubeconfigPath, readRecord, saveRecord, type KindLab } from './record.ts'
import { withinReach } from './within-reach.ts'

/**
 * The kind engine of one lab.
 *
 * @throws LabStateError when the lab's containers are not all there.
 */
export async function kindEngine(initial: KindLab, options: OpenOptions): Promise<Access & Lifecycle> {
  const { say } = options
  let record = initial
  const { host, kubernetes, containers, attachPods } = await openLab(initial, options)
  const info = await dockerInfo()
  let taints: Readonly<Record<string, readonly string[]>> = {}
  let model = modelOf(record, containers, taints)
  let places = placesOf(model, record.driver)
  const shortNameOf = shortNameIn(model.cluster)
  const nodeNames = model.cluster.nodes.map(({ name }) => name)
  const site = async () => ({ kubernetes: await kubernetes(), nodes: nodeNames, host, say })

  const inLab = <T extends { readonly offline?: boolean }>(how: T): T =>
    record.offline ? { ...how, offline: true } : how

  const adopt = (next: KindLab): void => {
    record = next
    model = modelOf(next, containers, taints)
    places = new Map([...places, ...placesOf(model, record.driver)])
  }
  // Two scripts may change one lab at a time: each sees what the other left.
  const change = (step: (before: KindLab) => Promise<KindLab>, signal?: AbortSignal): Promise<void> => {
    const changed = async (): Promise<void> => {
      const before = await readRecord(initial.name)
      if (before?.id !== initial.id) throw labReplaced(initial.name)
      adopt(before)
      const after = await step(record)
      await saveRecord(after)
      adopt(after)
    }
    return exclusively(initial.name, changed, signal && { signal })
  }
  const nodes: Access['nodes'] = async () => {
    const listed = await (await kubernetes()).nodes()
    const records = nodeRecordsOf(listed, shortNameOf)
    taints = Object.fromEntries(records.map((node) => [node.shortName, node.taints]))
    adopt(record)
    return nodeNames.flatMap((name) => records.find((node) => node.name === name) ?? [])
  }
  const pods: Access['pods'] = async () => {
    const found = await podsOf(await kubernetes(), host, shortNameOf, attachPods)
    places = new Map([...placesOf(model, record.driver), ...found.places])
    return found.pods
  }
  const locate = async (place: string): Promise<string> => {
    const known = places.get(place)
    if (known !== undefined) return known
    // Pods that came meanwhile; or one that is named without its pod/.
    await pods()
    const found = places.get(place)
    if (found !== undefined) return found
    const nearest = nearestPlace(place, places.keys())
    const hint = nearest === undefined ? `the lab has ${[...places.keys()].join(', ')}` : `did you mean ${nearest}?`
    throw new UnknownNameError(`no node, pod or gateway is named ${place}`, hint)
  }

  return {
    name: initial.name,
    engine: 'kind',
    lifetime: initial.lifetime,
    host: { kind: 'docker', kernel: host.kernel, accelerator: `Docker ${info.serverVersion}` },
    model: () => model,
    kubeconfig: kubeconfigPath(initial.name),
    kubernetes,
    nodes,
    pods,
    services: async () => readServices(await kubernetes()),
    birdProtocols: async () =>
      model.cni?.name === 'calico'
        ? calicoBirdProtocols(await kubernetes(), { ipFamily: model.cluster.ipFamily, shortNameOf })
        : new Map(),
    spawn: async (place, argv, spawnOptions) => host.spawn(await locate(place), argv, spawnOptions),
    attach: async (topology, files, { driver = 'auto', trust = false, signal } = {}) => {
      const documents = { topology, files }
      const wiring = { host, save: saveRecord, docker: containers }
      const clab = { ...clabSiteOf(initial.name, say), ...wiring, trust }
      await change(async (before) => {
        refuseNetnsOnly(model.cluster, documents)
        if (before.fabric === undefined)
          await requireFreeSubnets(model.cluster, documents, { say, ...(signal && { signal }) })
        const chosen = await chooseDriver(driver, { host, wiredBy: wiredBy(before), say })
        return chosen === 'containerlab'
          ? attachByContainerlab(before, documents, clab)
          : attachFabric(before, documents, wiring)
      }, signal)
      await withinReach(host, signal ? { signal } : {}, async (how) =>
        awaitInternalIps(await kubernetes(), model, how.signal),
      )
    },
    installCalico: (calico, how) =>
      change(async (before) => {
        requireNoOther(before, 'calico')
        const install = async (inside: typeof how) => installRealCalico(model, await site(), calico, inside)
        return { ...before, cni: await withinReach(host, inLab(how), install) }
      }, how.signal),
    installFlannel: (flannel, how) =>
      change(async (before) => {
        requireNoOther(before, 'flannel')
        const install = async (inside: typeof how) => installRealFlannel(model, await site(), flannel, inside)
        return { ...before, cni: await withinReach(host, inLab(how), install) }
      }, how.signal),
    removeControlPlaneTaint: async () => {
      const api = await kubernetes()
      const controlPlanes = model.cluster.nodes.filter(({ role }) => role === 'control-plane')
      await Promise.all(controlPlanes.map(({ name }) => api.removeTaint(name, controlPlaneTaint)))
    },
    apply: async (objects, how) => {
      if (model.cni === undefined && !(await nodes()).some(({ ready }) => ready)) throw cniMissing()
      await withinReach(host, inLab(how), async (inside) => applyObjects(await site(), objects, inside))
      return []
    },
    addNodes: async () => {
      throw new LabError(
        'kind adds no nodes to a cluster that runs',
        `underlay up --reconfigure, or destroyCluster('${initial.name}') and build it anew`,
      )
    },
    remove: async (objects, how) => removeAndAwait(await kubernetes(), objects, how),
    removePod: async (pod, how) => removePodAndAwait(await kubernetes(), pod, how),
    destroy: async () => {
      host.close()
      await exclusively(initial.name, async () => {
        // Somebody may have ended it, and made another of its name.
        if ((await readRecord(initial.name))?.id === initial.id) await destroyLab(initial.name, say)
      })
    },
    close: () => host.close(),
  }
}

function labReplaced(lab: string): LabStateError {
  return new LabStateError(`the lab ${lab} has ended since this handle was opened`, `connectCluster({ lab: '${lab}' })`)
}

// Two CNIs would write each other's routes.
function requireNoOther({ name, cni }: KindLab, wanted: string): void {
  if (cni === undefined || cni.name === wanted) return
  throw new LabStateError(`${cni.name} is installed in ${name}`, 'destroy the lab, and build it again')
}

// A DaemonSet would count as rolled out: no node takes one of its pods.
function cniMissing(): LabStateError {
  const fix = "underlay up --calico ipip=CrossSubnet, or installCalico(cluster, { ipip: 'CrossSubnet' }) first"
  return new LabStateError('pods need a CNI, and none is installed', fix)
}

const controlPlaneTaint = 'node-role.kubernetes.io/control-plane:NoSchedule'
