import { readCalico, readFlannel, type CniModel } from '@underlay/configs'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import type { InstalledCni } from '../engine.ts'

const calicoKinds = { apiVersion: 'crd.projectcalico.org/v1' } as const

/**
 * What CNI a cluster runs, as its own objects have it: encapsulation modes, blocks, and the nodes' addresses; `undefined`
 * when it is neither Calico nor flannel.
 *
 * @see https://docs.tigera.io/calico/latest/reference/resources/ippool
 * @see https://github.com/flannel-io/flannel/blob/master/Documentation/kube-flannel.yml
 */
export async function readCni(kubernetes: Kubernetes): Promise<InstalledCni | undefined> {
  const [nodes, ippools, blockAffinities, ...flannel] = await Promise.all([
    kubernetes.nodes(),
    kubernetes.listObjects({ ...calicoKinds, kind: 'IPPool' }),
    kubernetes.listObjects({ ...calicoKinds, kind: 'BlockAffinity' }),
    ...['kube-flannel', 'kube-system'].map((namespace) =>
      kubernetes.get({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kube-flannel-cfg', namespace } }),
    ),
  ])
  const configMap = flannel.find((found) => found !== undefined)
  const model: CniModel | undefined =
    readCalico({ ippools, nodes, blockAffinities }) ??
    (configMap === undefined ? undefined : readFlannel({ configMap, nodes }))
  return model && { ...model, how: 'real' }
}
