import type { AtPlace, BgpSession, InspectedNode, InspectedPod, Interface, Route } from '@underlay/sdk'
import type { Column } from '../output/write-output.ts'

const list = (values: readonly string[]): string | undefined => (values.length === 0 ? undefined : values.join(' '))
const labels = (values: Readonly<Record<string, string>>): string | undefined =>
  list(Object.entries(values).map(([name, value]) => (value === '' ? name : `${name}=${value}`)))

export const nodeColumns: readonly Column<InspectedNode>[] = [
  { head: 'node', of: ({ place }) => place },
  { head: 'role', of: ({ role }) => role },
  { head: 'ready', of: ({ ready }) => (ready ? 'yes' : 'no') },
  { head: 'internal-ip', of: ({ internalIps }) => list(internalIps) },
  { head: 'cni', of: ({ cniAddress }) => cniAddress },
  { head: 'alias', of: ({ alias }) => alias },
  { head: 'name', of: ({ name }) => name, wide: true },
  { head: 'docker', of: ({ dockerAddresses }) => list(dockerAddresses), wide: true },
  { head: 'taints', of: ({ taints }) => list(taints), wide: true },
  { head: 'labels', of: (node) => labels(node.labels), wide: true },
]

export const podColumns: readonly Column<InspectedPod>[] = [
  { head: 'pod', of: ({ place }) => place },
  { head: 'node', of: ({ node }) => node },
  { head: 'addresses', of: ({ addresses }) => list(addresses) },
  { head: 'host-interface', of: ({ hostInterface }) => hostInterface, wide: true },
  { head: 'namespace', of: ({ namespace }) => namespace, wide: true },
  { head: 'labels', of: (pod) => labels(pod.labels), wide: true },
]

export const interfaceColumns: readonly Column<AtPlace<Interface>>[] = [
  { head: 'place', of: ({ place }) => place },
  { head: 'interface', of: ({ name }) => name },
  { head: 'up', of: ({ up }) => (up ? 'yes' : 'no') },
  { head: 'mtu', of: ({ mtuBytes }) => mtuBytes },
  { head: 'addresses', of: ({ addresses }) => list(addresses) },
  { head: 'mac', of: ({ mac }) => mac, wide: true },
  { head: 'link-local', of: ({ linkLocal }) => linkLocal, wide: true },
]

export const routeColumns: readonly Column<AtPlace<Route>>[] = [
  { head: 'place', of: ({ place }) => place },
  {
    head: 'destination',
    of: ({ type, destination }) => (type === 'unicast' ? destination : `${type} ${destination}`),
  },
  { head: 'via', of: ({ nextHop }) => nextHop },
  { head: 'dev', of: ({ device }) => device },
  { head: 'proto', of: ({ protocol }) => protocol },
  { head: 'src', of: ({ source }) => source, wide: true },
  { head: 'onlink', of: ({ onlink }) => (onlink ? 'yes' : undefined), wide: true },
  { head: 'mtu', of: ({ mtuBytes }) => mtuBytes, wide: true },
  { head: 'metric', of: ({ metric }) => metric, wide: true },
]

export const bgpColumns: readonly Column<BgpSession>[] = [
  { head: 'node', of: ({ node }) => node },
  { head: 'neighbor', of: ({ neighbor }) => neighbor },
  { head: 'as', of: (session) => ofSession(session, session.remoteAs) },
  { head: 'state', of: ({ state }) => state },
  { head: 'received', of: (session) => ofSession(session, session.prefixesReceived) },
  { head: 'sent', of: (session) => ofSession(session, session.prefixesSent) },
  { head: 'session', of: ({ name }) => name, wide: true },
  { head: 'local-as', of: ({ localAs }) => localAs, wide: true },
]

// Of a daemon that does not run there is a row without a neighbour.
function ofSession({ neighbor }: BgpSession, value: number): number | undefined {
  return neighbor === '' ? undefined : value
}
