import {
  describeCluster,
  describeFabric,
  formatIssue,
  requestedBridges,
  type ClabTopology,
  type KindConfig,
} from '@underlay/configs'
import { LabStateError, TrustError } from '../../errors.ts'
import type { FabricRecord } from '../../lab/state.ts'
import { observeDevices } from '../../plan/observe.ts'
import { applyPlans } from '../../plan/plan.ts'
import { awaitAddresses, declaredAddresses } from './await-addresses.ts'
import { clabDocument, type ClabDocument } from './clab-document.ts'
import { deployDocument } from './deploy.ts'
import { removeDeployedFiles } from './deployed-files.ts'
import { hostNamespace } from './driver.ts'
import { hostLinks } from './host-links.ts'
import { isWhole, type DescribedFabric } from './is-whole.ts'
import { refuseForeignLab } from './lab-containers.ts'
import { linkEnds, planLeftovers, planOffload } from './link-ends.ts'
import { makeBridges, planBridges } from './plan-bridges.ts'
import { reachFabric, reachHost, releaseGateways } from './reach.ts'
import { takeBack, type TakeBackSite } from './take-back.ts'
import { writeDocument } from './write-document.ts'

/** What a lab keeps of a fabric that containerlab deploys. */
export interface ClabHolder {
  readonly kind: KindConfig
  readonly fabric?: FabricRecord
  readonly attaching?: FabricRecord
  readonly driver?: 'containerlab'
  /** The bridges on the host that the lab made. */
  readonly bridges?: readonly string[]
}

/** Where a fabric is deployed, and how the lab remembers it. */
export interface ClabAttachSite<S> extends TakeBackSite {
  save(state: S): Promise<void>
  /** Use bridges of the machine that a parsed topology names. */
  readonly trust: boolean
  /** How long a gateway may take to read its configuration; default 180000. */
  readonly addressTimeoutMs?: number
}

/**
 * Deploys a fabric by containerlab, and makes its places known to the helper. Running it again changes nothing while all
 * is there; else the fabric is deployed anew. A new one that fails is taken back.
 *
 * @returns the lab's state with the fabric in it.
 * @throws TopologyError with every mistake, before anything is created.
 * @throws TrustError with each bridge of the host that a parsed topology names.
 * @throws LabStateError when another topology is attached, or the host has a lab or a device of a name that is needed.
 * @throws EngineError when containerlab fails; CommandError when an `exec` line does.
 * @throws LabTimeoutError with the addresses that do not come.
 */
export async function attachByContainerlab<S extends ClabHolder>(
  state: S,
  record: FabricRecord,
  site: ClabAttachSite<S>,
): Promise<S> {
  const { host, lab, folder, labels, say, trust } = site
  const described = describe(state.kind, record)
  const { topology, fabric } = described
  const again = state.fabric !== undefined
  if (state.fabric !== undefined && !same(state.fabric, record)) {
    throw new LabStateError('another topology is attached to this lab', 'destroy the lab and build it again')
  }
  const document = clabDocument(topology, record.files, { folder, labels })
  await refuseForeignLab(topology, labels)
  let made = state.bridges ?? []
  // A deployment of other documents that was killed half-way is taken back before.
  if (state.attaching !== undefined && !same(state.attaching, record)) {
    await takeBack(describe(state.kind, state.attaching), made, site)
    await removeDeployedFiles(state.attaching, folder)
    made = []
  }
  await reachHost(host)
  const { missing, foreign } = planBridges(fabric.bridges, await hostLinks(host), lab)
  if (!trust) refuseBridges(topology, foreign)
  if (again && missing.length === 0) {
    await reachFabric(host, topology, gatewaysOf(described))
    if (await isWhole(host, described, labels)) return state
  }
  for (const name of foreign) say(`bridge ${name} is there already: it is used as it is, and stays`)
  const bridges = [...new Set([...made, ...missing])]
  await site.save({ ...state, ...(!again && { attaching: record }), driver: 'containerlab', bridges })
  try {
    if (again || state.attaching !== undefined) await clear(described, site)
    await applyPlans(host, [{ namespace: hostNamespace, instructions: makeBridges(missing, lab) }])
    await writeDocument(document)
    await deploy(described, document, site)
  } catch (error) {
    // A fabric that was attached before is repaired by the next call; a new one that failed is taken back.
    if (!again)
      await takeBack(described, bridges, site).then(
        async () => {
          await removeDeployedFiles(record, folder)
          await site.save(forgotten(state))
        },
        () => {},
      )
    throw error
  }
  return { ...forgotten(state), fabric: record, driver: 'containerlab', bridges }
}

function refuseBridges(topology: ClabTopology, foreign: readonly string[]): void {
  const requests = requestedBridges(topology, foreign)
  if (requests.length === 0) return
  const call = 'underlay up --trust, or attachClabFabric(cluster, topology, { trust: true })'
  throw new TrustError(
    requests.map(formatIssue),
    `choose other names of bridges; or, if they are what you want: ${call}`,
  )
}

// Of an earlier deployment, what neither containerlab nor the end of a container removes.
async function clear<S>(described: DescribedFabric, { host }: ClabAttachSite<S>): Promise<void> {
  await releaseGateways(host, gatewaysOf(described))
  const ends = linkEnds(described.fabric, described.cluster)
  await applyPlans(host, planLeftovers(ends, await observeDevices(host)))
}

async function deploy<S>(
  described: DescribedFabric,
  { path }: ClabDocument,
  { host, say, addressTimeoutMs }: ClabAttachSite<S>,
): Promise<void> {
  const { topology, fabric, cluster } = described
  await deployDocument(path, { say })
  await reachFabric(host, topology, gatewaysOf(described))
  await applyPlans(host, planOffload(linkEnds(fabric, cluster)))
  const timeout = addressTimeoutMs === undefined ? {} : { timeoutMs: addressTimeoutMs }
  await awaitAddresses(host, declaredAddresses(fabric, cluster), timeout)
}

function describe(kind: KindConfig, { topology, files }: { topology: ClabTopology; files: FabricRecord['files'] }) {
  const cluster = describeCluster(kind)
  return { topology, cluster, fabric: describeFabric(topology, { cluster, files }) }
}

// The nodes of the topology that are containers of containerlab's own, and no sidecars of the cluster's nodes.
function gatewaysOf({ fabric }: DescribedFabric): readonly string[] {
  return [...fabric.gateways, ...fabric.hosts].map(({ name }) => name)
}

function same(a: FabricRecord, b: FabricRecord): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

// As the lab is without a wiring that has begun.
function forgotten<S extends ClabHolder>(state: S): S {
  const wiring = ['attaching', 'driver', 'bridges']
  return Object.fromEntries(Object.entries(state).filter(([key]) => !wiring.includes(key))) as unknown as S
}
