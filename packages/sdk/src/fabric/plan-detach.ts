import type { ClusterModel, FabricModel } from '@underlay/configs'
import type { Devices } from '../plan/observe.ts'
import type { Plan } from '../plan/plan.ts'
import { bridgesNamespace, fabricNamespaces, interfacesByNode, known } from './places.ts'

/** The plans that take a fabric away again: its cables, the nodes' routes by it, and last its namespaces. */
export function planDetach(
  fabric: FabricModel,
  cluster: ClusterModel,
  devices: Devices,
  dockerGateway: string,
): { first: Plan[]; last: Plan } {
  const namespaces = fabricNamespaces(fabric, cluster)
  const interfaces = interfacesByNode(fabric)
  // A namespace may live on for a moment after its end, and its cables with it: those go first.
  const cables = (namespace: string, names: readonly string[]): string[] =>
    names.filter((name) => devices.get(namespace)?.has(name)).map((name) => `ip link del ${name}`)
  const nodes = fabric.servers.map(({ name }) => {
    const namespace = known(namespaces, name)
    const instructions = cables(namespace, interfaces.get(name) ?? [])
    return { namespace, instructions: [...instructions, `ip route replace default via ${dockerGateway}`] }
  })
  const own = [...fabric.gateways, ...fabric.hosts].map(({ name }) => name)
  const ends = own.map((name) => ({
    namespace: name,
    instructions: cables(name, ['eth0', ...(interfaces.get(name) ?? [])]),
  }))
  const made = [bridgesNamespace, ...own].filter((name) => devices.has(name))
  return {
    first: [...nodes, ...ends],
    last: { namespace: '', instructions: made.map((name) => `end ${name}`) },
  }
}
