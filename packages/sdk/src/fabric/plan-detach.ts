import type { ClusterModel, FabricModel } from '@underlay/configs'
import type { Devices } from '../plan/observe.ts'
import { mergePlans, type Plan } from '../plan/plan.ts'
import { outside, type DockerNetwork } from './outside.ts'
import { bridgesNamespace, endsByNode, fabricNamespaces, known, ownNodes } from './places.ts'
import { standIns, usualManagement } from './plan-outside.ts'

/** The plans that take a fabric away again: its cables, the nodes' routes by it, and last its namespaces. */
export function planDetach(
  fabric: FabricModel,
  cluster: ClusterModel,
  devices: Devices,
  docker: DockerNetwork,
): { first: Plan[]; last: Plan } {
  const namespaces = fabricNamespaces(fabric, cluster)
  const ends = endsByNode(fabric)
  // A namespace may live on for a moment after its end, and its cables with it: those go first. With one end goes the other.
  const cables = (namespace: string, names: readonly string[]): string[] =>
    names.filter((name) => devices.get(namespace)?.has(name)).map((name) => `drop ${name}`)
  const ofNode = (name: string): Plan => {
    const namespace = known(namespaces, name)
    return {
      namespace,
      instructions: cables(
        namespace,
        (ends.get(name) ?? []).map((end) => end.interface),
      ),
    }
  }
  const own = ownNodes(fabric)
  const nodeBridges = fabric.nodeBridges.map(({ name, device }): Plan => {
    const namespace = known(namespaces, name)
    return { namespace, instructions: [...ofNode(name).instructions, ...cables(namespace, [device])] }
  })
  const made = [bridgesNamespace, ...own.map(({ name }) => name)].filter((name) => devices.has(name))
  return {
    first: mergePlans([
      ...fabric.servers.map(({ name }) => ofNode(name)),
      ...fabric.hosts.map(({ name }) => ofNode(name)),
      ...fabric.gateways.map(({ name }) => ofNode(name)),
      ...nodeBridges,
      ...own.map(({ name, management }) => ({
        namespace: name,
        instructions: cables(name, management ? ['eth0'] : []),
      })),
      ...fabric.servers.map(({ name }) => ({
        namespace: known(namespaces, name),
        instructions: usualRoutes(cluster, docker),
      })),
      { namespace: outside, instructions: [...cables(outside, standIns(fabric)), ...usualManagement(fabric)] },
    ]),
    last: { namespace: '', instructions: made.map((name) => `end ${name}`) },
  }
}

function usualRoutes({ ipFamily }: ClusterModel, { gateway, gateway6 }: DockerNetwork): string[] {
  const ipv6 = ipFamily !== 'ipv4' && gateway6 !== ''
  return [
    `ip route replace default via ${gateway}`,
    ...(ipv6 ? [`ip route replace default via ${gateway6} dev eth0`] : []),
  ]
}
