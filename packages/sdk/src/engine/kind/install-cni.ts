import {
  calicoMtu,
  calicoSettings,
  flannelSettings,
  ippoolPatch,
  patchCalicoManifest,
  patchFlannelManifest,
  type CalicoOptions,
  type FlannelOptions,
  type KubernetesObject,
} from '@underlay/configs'
import { deriveAutodetection } from '../../cni/calico/autodetection.ts'
import { loadManifest } from '../../cni/manifest/load-manifest.ts'
import { LabStateError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import { awaitNodesReady } from '../../kubernetes/node/await-nodes-ready.ts'
import type { CalicoInstallation, CniInstallation, InstalledCni, LabModel } from '../engine.ts'
import { readCni } from '../kubernetes/read-cni.ts'
import { applyObjects, type ApplySite } from './apply-objects.ts'
import { awaitBlockRoutes } from './await-block-routes.ts'
import { verifyAddresses } from './verify-addresses.ts'

/** Where a CNI is installed: the namespaces of the nodes are the host's. */
export interface CniSite extends ApplySite {
  readonly host: Host
}

/** Installs Calico by its manifest, or changes the pool of the Calico that runs; waits for the gate. */
export async function installRealCalico(
  model: LabModel,
  site: CniSite,
  options: CalicoOptions,
  how: CalicoInstallation,
): Promise<InstalledCni> {
  const autodetection = options.autodetection ?? deriveAutodetection(requireFabric(model))
  const settings = calicoSettings({ ...options, autodetection }, model.cluster)
  const underlayMtu = Math.min(...requireFabric(model).links.map(({ mtuBytes }) => mtuBytes))
  const mtuBytes = calicoMtu(settings, underlayMtu).pod
  const manifest = await loadManifest('calico', how)
  const patched = patchCalicoManifest(manifest, settings, {
    mtuBytes,
    ...(how.registry !== undefined && { registry: how.registry }),
  })
  await applyObjects(site, patched, how)
  await changePool(site.kubernetes, { ...ippoolPatch(settings) })
  return gate(model, site, how, `autodetection: '${deriveAutodetection(requireFabric(model))}'`)
}

/** Installs flannel by its manifest; waits for the gate. */
export async function installRealFlannel(
  model: LabModel,
  site: CniSite,
  options: FlannelOptions,
  how: CniInstallation,
): Promise<InstalledCni> {
  const [iface] = fabricInterfaces(requireFabric(model))
  const derived = iface === undefined ? {} : { iface }
  const settings = flannelSettings({ ...derived, ...options }, { podSubnet: model.cluster.podSubnet })
  await applyObjects(site, patchFlannelManifest(await loadManifest('flannel', how), settings), how)
  return gate(model, site, how, iface === undefined ? 'iface: the interface of the fabric' : `iface: '${iface}'`)
}

async function gate(
  model: LabModel,
  { kubernetes, host }: CniSite,
  how: CniInstallation,
  fix: string,
): Promise<InstalledCni> {
  const names = model.cluster.nodes.map(({ name }) => name)
  await awaitNodesReady(kubernetes, names, { timeoutMs: how.timeoutMs, ...(how.signal && { signal: how.signal }) })
  const cni = await readCni(kubernetes)
  if (cni === undefined)
    throw new LabStateError('the manifest was applied, and left no CNI that can be recognised', fix)
  if (how.verifyAddresses)
    verifyAddresses({ ...model, cni }, `${fix}, or verifyAddresses: false to see what comes of it`)
  await awaitBlockRoutes(host, model, cni, how)
  return cni
}

// What the environment of calico-node says of its pool matters at its first start only.
async function changePool(kubernetes: Kubernetes, patch: Readonly<Record<string, unknown>>): Promise<void> {
  const pool: KubernetesObject = {
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'IPPool',
    metadata: { name: 'default-ipv4-ippool' },
  }
  await kubernetes.mergePatch(pool, patch)
}

function requireFabric({ fabric }: LabModel): NonNullable<LabModel['fabric']> {
  if (fabric !== undefined) return fabric
  throw new LabStateError(
    'a CNI needs the fabric, and none is attached',
    'underlay up --clab lab.clab.yaml, or attachClabFabric(cluster, topology) first',
  )
}

function fabricInterfaces({ servers }: NonNullable<LabModel['fabric']>): string[] {
  return [...new Set(servers.flatMap(({ addresses }) => addresses.map(({ interface: device }) => device)))]
}
