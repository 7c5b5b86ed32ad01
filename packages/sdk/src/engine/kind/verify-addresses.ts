import { LabStateError } from '../../errors.ts'
import type { LabModel } from '../engine.ts'

/**
 * Compares the address that the CNI recorded for each node with the declared one: the topology's with its prefix where
 * the CNI records that, else the kind config's node-ip.
 *
 * @throws LabStateError with both, for every node that differs.
 */
export function verifyAddresses({ cluster, fabric, cni }: LabModel, fix: string): void {
  const wrong = cluster.nodes.flatMap(({ name, shortName, nodeIp }) => {
    const recorded = cni?.nodes[name]?.address
    const fabricAddresses = fabric?.servers.find(({ node }) => node === name)?.addresses ?? []
    const declared = fabricAddresses.find(({ address }) => address.split('/')[0] === nodeIp)?.address ?? nodeIp
    if (declared === undefined || recorded === declared) return []
    // flannel records no prefix.
    if (declared.split('/')[0] === recorded) return []
    return [`${cni?.name ?? 'the CNI'} records ${recorded ?? 'no address'} for ${shortName}, declared is ${declared}`]
  })
  if (wrong.length > 0) throw new LabStateError(wrong.join('\n'), fix)
}
