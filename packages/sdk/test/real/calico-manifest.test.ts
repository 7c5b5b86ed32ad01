import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  calicoSettings,
  calicoVersionOf,
  createKindCluster,
  ippoolPatch,
  kindConfig,
  parseManifests,
  patchCalicoManifest,
  type Cluster,
  type KubernetesObject,
} from '../../src/index.ts'
import { kubeconfigPath } from '../../src/engine/kind/record.ts'
import { openKubernetes } from '../../src/kubernetes/open.ts'
import type { Kubernetes } from '../../src/kubernetes/kubernetes.ts'
import { useOwnFolders } from './environment.ts'
import { sharedFolder } from './real-images.ts'

useOwnFolders()

const name = 'real-calico'
const config = kindConfig({ name, podSubnet: '10.98.0.0/16', nodes: [{ role: 'control-plane' }] })
const settings = calicoSettings({ ipip: 'CrossSubnet', autodetection: 'interface=net0' }, { podSubnet: '10.98.0.0/16' })

let cluster: Cluster
let kubernetes: Kubernetes
let patched: readonly KubernetesObject[]
beforeAll(async () => {
  cluster = await createKindCluster(config, { engine: 'kind' })
  kubernetes = await openKubernetes({ kubeconfig: kubeconfigPath(name) })
}, 240_000)
afterAll(async () => cluster[Symbol.asyncDispose]())

// No registry has Calico's images where this runs: the API server's part is what can be shown.
describe.for([
  ['v3.32.1', 'calico-v3.32.1.yaml'],
  ['v3.23.2', 'calico-v3.23.2-private-registry.yaml'],
] as const)('Calico %s', ([version, file]) => {
  test('its manifest, patched, is taken by the API server', async () => {
    const manifest = parseManifests(await readFile(join(sharedFolder, 'manifests', file), 'utf8'), { file })
    expect(calicoVersionOf(manifest)).toBe(version)
    patched = patchCalicoManifest(manifest, settings, { registry: 'registry.example:5000', mtuBytes: 1480 })
    const stored = await kubernetes.apply(patched)
    expect(stored.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(
      patched.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    )
  })

  test('what was changed is read back', async () => {
    const ref = { metadata: { name: 'calico-node', namespace: 'kube-system' } }
    const daemonSet = await kubernetes.get({ apiVersion: 'apps/v1', kind: 'DaemonSet', ...ref })
    const { containers, initContainers } = podSpec(daemonSet)
    const [node] = containers.filter((container) => container.name === 'calico-node')
    const env = Object.fromEntries((node?.env ?? []).map((entry) => [entry.name, entry.value]))
    expect(env).toMatchObject({
      CALICO_IPV4POOL_IPIP: 'CrossSubnet',
      CALICO_IPV4POOL_VXLAN: 'Never',
      CALICO_IPV4POOL_CIDR: '10.98.0.0/16',
      IP: 'autodetect',
      IP_AUTODETECTION_METHOD: 'interface=net0',
    })
    const images = [...containers, ...initContainers].map(({ image }) => image)
    expect(images.every((image) => image.startsWith('registry.example:5000/'))).toBe(true)
    const configMap = await kubernetes.get({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'calico-config', namespace: 'kube-system' },
    })
    expect(configMap?.['data']).toMatchObject({ veth_mtu: '1480', calico_backend: 'bird' })
  })

  test('the mode of a pool that runs is changed by its IPPool', async () => {
    const pool = {
      apiVersion: 'crd.projectcalico.org/v1',
      kind: 'IPPool',
      metadata: { name: 'default-ipv4-ippool' },
      spec: { cidr: '10.98.0.0/16', ipipMode: 'Always', vxlanMode: 'Never', blockSize: 26, natOutgoing: true },
    }
    await kubernetes.apply([pool])
    await kubernetes.mergePatch(pool, { ...ippoolPatch(settings) })
    const stored = await kubernetes.get(pool)
    expect(stored?.['spec']).toMatchObject({ ipipMode: 'CrossSubnet', vxlanMode: 'Never', blockSize: 26 })
    await removeCalico()
  })
})

function calicos(objects: readonly KubernetesObject[]): string[] {
  return objects.map(({ metadata }) => metadata.name).filter((name) => name.endsWith('.crd.projectcalico.org'))
}

// A definition goes only after its objects, and nothing can be made of it until then.
async function removeCalico(): Promise<void> {
  await kubernetes.remove(patched.filter(({ kind }) => kind !== 'Namespace'))
  const definitions = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' }
  await kubernetes.watchUntil(definitions, (objects) => calicos(objects).length === 0, {
    what: 'the definitions of Calico to be gone',
    timeoutMs: 60_000,
    describe: (objects) => calicos(objects).join(', '),
  })
}

interface PodSpec {
  readonly containers: readonly { name: string; image: string; env?: readonly { name: string; value?: string }[] }[]
  readonly initContainers: readonly { name: string; image: string }[]
}

function podSpec(object: KubernetesObject | undefined): PodSpec {
  return (object as unknown as { spec: { template: { spec: PodSpec } } }).spec.template.spec
}
