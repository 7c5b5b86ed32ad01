import type { ClusterModel, PodTemplateModel, Toleration } from '@underlay/configs'

/** The short names of the nodes that take a pod: whose labels it selects and whose taints it tolerates, or the one that it names. */
export function nodesFor(
  { nodeName, nodeSelector, tolerations }: PodTemplateModel,
  { nodes }: ClusterModel,
  taints: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  // Who names a node passes the scheduler by, taints and all.
  if (nodeName !== undefined) return nodes.filter(({ name }) => name === nodeName).map(({ shortName }) => shortName)
  return nodes
    .filter(({ shortName, labels }) => {
      const selected = Object.entries(nodeSelector).every(([key, value]) => labels[key] === value)
      return selected && (taints[shortName] ?? []).every((taint) => isTolerated(tolerations, taint))
    })
    .map(({ shortName }) => shortName)
}

function isTolerated(tolerations: readonly Toleration[], taint: string): boolean {
  const [key = '', effect = ''] = taint.split(':')
  return tolerations.some((toleration) => tolerates(toleration, key, effect))
}

function tolerates(toleration: Toleration, key: string, effect: string): boolean {
  const { operator = 'Equal', value = '' } = toleration
  // The lab's taints have no value.
  const valueFits = operator === 'Exists' || value === ''
  const keyFits = toleration.key === undefined ? operator === 'Exists' : toleration.key === key
  return keyFits && valueFits && (toleration.effect === undefined || toleration.effect === effect)
}
