import { describeFabric, networkOf, type ClusterModel } from '@underlay/configs'
import { LabError } from '../../errors.ts'
import { readFacts } from '../../kind/read-facts.ts'
import { subnetCollisions } from '../../kind/subnet-collisions.ts'
import { managementNetwork } from '../../fabric/outside.ts'
import type { FabricRecord } from '../../lab/state.ts'

/**
 * Looks whether the fabric's subnets are free: of the lab's own, of Docker's networks, of the machine's routes.
 *
 * @throws LabError with every collision that would send packets the wrong way; others are said.
 * @throws TopologyError with every mistake of the documents.
 */
export async function requireFreeSubnets(
  cluster: ClusterModel,
  { topology, files }: FabricRecord,
  { signal, say }: { readonly signal?: AbortSignal; readonly say: (line: string) => void },
): Promise<void> {
  const { servers, gateways } = describeFabric(topology, { cluster, files })
  const racks = servers.flatMap((server) => server.addresses.map(({ address }) => networkOf(address)))
  const ofGateways = gateways.flatMap(({ gateway }) => gateway.interfaces.flatMap(({ addresses }) => addresses))
  const management = networkOf(`${managementNetwork.gateway}/${managementNetwork.prefixLength}`)
  const subnets = new Set([management, ...racks, ...ofGateways.map(networkOf)])
  const collisions = subnetCollisions(await readFacts(signal && { signal }), cluster, [...subnets])
  const errors = collisions.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new LabError(errors.map(({ message }) => message).join('\n'), errors[0]?.fix)
  for (const { message, fix } of collisions) say(`warning: ${message} (${fix})`)
}
