import { join } from 'node:path'
import type { KubernetesObject } from '@underlay/configs'
import { onTestFinished, vi } from 'vitest'
import { modelOf } from '../../../../src/engine/kind/model.ts'
import type { KubernetesNode } from '../../../../src/kubernetes/node/kubernetes-node.ts'
import type { LiveObject } from '../../../../src/kubernetes/object/live-object.ts'
import { fakeHost, type FakeAnswer } from '../../fake-host.ts'
import { cluster, preset } from '../../reference-lab.ts'
import { fakeDocker } from './fake-docker.ts'
import { fakeKubernetes, node } from './fake-kubernetes.ts'
import { containers, kindLab, nodeNames } from './kind-lab.ts'

/** The reference lab before its fabric is attached, and after. */
export const bare = modelOf(kindLab(), containers, {})
export const attached = modelOf(kindLab({ fabric: { topology: preset.clab, files: preset.files } }), containers, {})

const manifestOf = (cni: string): string => join(import.meta.dirname, 'fixtures', `${cni}.yaml`)
const how = { timeoutMs: 4321, verifyAddresses: true, offline: true }

/** How each CNI is installed: by a small manifest, offline. */
export const calico = { ...how, manifest: manifestOf('calico') }
export const flannel = { ...how, manifest: manifestOf('flannel') }

/** Where each CNI writes a node's address. */
export const calicoAddress = 'projectcalico.org/IPv4Address'
export const flannelAddress = 'flannel.alpha.coreos.com/public-ip'

const ready = (annotation: string, suffix = ''): readonly KubernetesNode[] =>
  cluster.nodes.map(({ name, nodeIp }) => node(name, nodeIp, { [annotation]: `${nodeIp}${suffix}` }))

/** The lab's nodes: Ready, as each CNI leaves them, and before. */
export const byCalico = ready(calicoAddress, '/24')
export const byFlannel = ready(flannelAddress)
export const notReady = nodeNames.map((name) => node(name, undefined))

const meta = { uid: '1', resourceVersion: '1' }
const pool: LiveObject = {
  apiVersion: 'crd.projectcalico.org/v1',
  kind: 'IPPool',
  metadata: { name: 'default-ipv4-ippool', ...meta },
  spec: { cidr: '10.98.0.0/16', ipipMode: 'CrossSubnet', vxlanMode: 'Never' },
}
const flannelConfig: LiveObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'kube-flannel-cfg', ...meta },
  data: { 'net-conf.json': '{ "Network": "10.98.0.0/16", "Backend": { "Type": "vxlan", "DirectRouting": true } }' },
}

const images = ['quay.io/calico/node', 'quay.io/calico/cni', 'mirror.local/calico/node', 'mirror.local/calico/cni']
const onEveryNode = [...images.map((image) => `${image}:v3.30.0`), 'ghcr.io/flannel-io/flannel:v0.28.0']

/** A cluster whose nodes have the images, and in which a CNI leaves these objects; `routes` is what a look for them gives. */
export function cniSite(
  nodes: readonly (readonly KubernetesNode[])[],
  objects: Readonly<Record<string, readonly LiveObject[]>>,
  routes: (namespace: string) => FakeAnswer = () => ({}),
) {
  vi.stubEnv('UNDERLAY_IMAGES', '')
  onTestFinished(() => void vi.unstubAllEnvs())
  fakeDocker({ exec: `printf '%s\\n' ${onEveryNode.join(' ')}` })
  const fake = fakeKubernetes({ nodes, objects })
  const { host, spawned } = fakeHost((_, namespace) => {
    fake.done.push(`look for routes in ${namespace}`)
    return routes(namespace)
  })
  return { ...fake, spawned, at: { kubernetes: fake.kubernetes, nodes: nodeNames, host, say: () => {} } }
}

/** A cluster in which Calico runs once its manifest is applied; its nodes change so. */
export const calicoSite = (...nodes: readonly (readonly KubernetesNode[])[]) => cniSite(nodes, { IPPool: [pool] })

/** The same with flannel. */
export const flannelSite = (...nodes: readonly (readonly KubernetesNode[])[]) =>
  cniSite(nodes, { 'kube-flannel/kube-flannel-cfg': [flannelConfig] })

/** The first object of a kind, as text. */
export function textOf(objects: readonly KubernetesObject[], kind: string): string {
  return JSON.stringify(objects.find((object) => object.kind === kind))
}
