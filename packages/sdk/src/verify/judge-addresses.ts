import { canonicalAddress, familyOf, parseCidr, type ClusterNode } from '@underlay/configs'
import type { LabModel } from '../engine/engine.ts'
import type { AbsentLayer, LayerFinding } from './verification.ts'

/** `addresses`: what the CNI recorded for each node, held against the documents and the kernels' devices. */
export function judgeAddresses(
  { cluster, fabric, cni }: LabModel,
  ofKernel: ReadonlyMap<string, readonly string[]>,
): readonly (LayerFinding | AbsentLayer)[] {
  if (cni === undefined) return [{ layer: 'addresses', reason: 'no CNI that is known' }]
  return cluster.nodes.map((node): LayerFinding => {
    const found = cni.nodes[node.name]
    const recorded = found === undefined ? [] : (found.addresses ?? [found.address])
    const declared = declaredOf(node, fabric)
    const kernel = ofKernel.get(node.shortName)
    const wrong = declared.flatMap((address) => {
      const own = recorded.find((each) => familyOf(hostOf(each)) === familyOf(hostOf(address)))
      const missing = kernel?.some((each) => agree(each, address)) === false
      return [
        ...(own === undefined
          ? [`${cni.name} records no address for ${node.shortName}, declared is ${address}`]
          : agree(own, address)
            ? []
            : [`${cni.name} records ${own} for ${node.shortName}, declared is ${address}`]),
        ...(missing ? [`no device of ${node.shortName} has ${address}`] : []),
      ]
    })
    // Without a document the kernel's mask is what a record is held against.
    const masked = recorded.filter((own) => {
      const same = kernel?.filter((each) => hostOf(each) === hostOf(own)) ?? []
      return same.length > 0 && !same.some((each) => agree(each, own))
    })
    const problems =
      wrong.length > 0
        ? wrong
        : masked.map((own) => `${cni.name} records ${own} for ${node.shortName}, its device has another mask`)
    const base = { layer: 'addresses', from: node.shortName } as const
    const sides = { expected: declared.join(', '), actual: recorded.join(', ') }
    if (problems.length > 0) {
      return { ...base, outcome: 'fail', summary: problems.join('; '), message: problems.join('\n'), ...sides }
    }
    const what =
      declared.length === 0
        ? 'no address is declared'
        : recorded.length === 0
          ? `${cni.name} records none`
          : kernel === undefined
            ? 'its kernel was not asked'
            : undefined
    if (what !== undefined) {
      const summary = `${node.shortName}: ${what}`
      return { ...base, outcome: 'inconclusive', summary, message: summary }
    }
    const summary = `${node.shortName}: ${cni.name} records ${recorded.join(', ')}, as declared`
    return { ...base, outcome: 'pass', summary, message: summary, ...sides }
  })
}

/** With the topology's mask where it gives the address, else the node-ip alone. */
function declaredOf({ name, nodeIps }: ClusterNode, fabric: LabModel['fabric']): readonly string[] {
  const wired = fabric?.servers.find(({ node }) => node === name)?.addresses.map(({ address }) => address) ?? []
  return nodeIps.map((own) => wired.find((address) => hostOf(address) === canonicalAddress(own)) ?? own)
}

/** Two addresses agree when they are one, and where both have masks these are. */
function agree(one: string, other: string): boolean {
  if (hostOf(one) !== hostOf(other)) return false
  return !one.includes('/') || !other.includes('/') || parseCidr(one).prefixLength === parseCidr(other).prefixLength
}

function hostOf(address: string): string {
  return canonicalAddress(address.split('/')[0] ?? address)
}
