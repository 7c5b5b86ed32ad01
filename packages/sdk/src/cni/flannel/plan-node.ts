import { addressAt, cidrContains, flannelCni } from '@underlay/configs'
import { replaceTable, type Plan } from '../../plan/plan.ts'
import type { FlannelNodeRecord, FlannelRecord, NodeAddress } from '../record.ts'
import { ownMac } from './own-mac.ts'
import { flannelRules } from './rules.ts'

/** What is on a node before flannel works there. */
export interface NodeBefore {
  /** The devices that it has. */
  readonly devices: ReadonlySet<string>
  /** flannel as it was installed last. */
  readonly flannel?: FlannelRecord
}

/**
 * What flanneld programs on a node: its tunnel device, per peer a permanent neighbour, a permanent forwarding entry and a route
 * to its pods; its rules. What another backend left is taken away, and what a peer had that is gone.
 *
 * @see https://github.com/flannel-io/flannel/blob/master/pkg/backend/vxlan/vxlan_network.go
 */
export function planFlannelNode(flannel: FlannelRecord, nodeName: string, before: NodeBefore): Plan {
  const own = nodeOf(flannel, nodeName)
  const device = tunnelOf(flannel, own)
  const last = before.flannel?.nodes[nodeName]
  const lastDevice = before.flannel && last && tunnelOf(before.flannel, last)
  const isSame =
    lastDevice?.add === device?.add && before.flannel?.settings.directRouting === flannel.settings.directRouting
  // Neighbours, forwarding entries and routes of a device go with it.
  const stale = [...before.devices].filter((name) => name.startsWith('flannel.') && !(isSame && name === device?.name))
  const peers = Object.entries(flannel.nodes)
    .filter(([name]) => name !== nodeName)
    .map(([, peer]) => peer)
  const forwarding = peers.flatMap((peer) => forwardingEntry(flannel, own, peer))
  const gone = Object.entries(before.flannel?.nodes ?? {})
    .filter(([name]) => flannel.nodes[name] === undefined)
    .map(([, peer]) => peer)
  return {
    namespace: nodeName,
    instructions: [
      ...stale.map((name) => `ip link del ${name}`),
      ...(device === undefined
        ? []
        : deviceLines(device, before.devices.has(device.name) && !stale.includes(device.name))),
      ...gone.flatMap((peer) => goneLines(flannel, own, peer)),
      ...peers.flatMap((peer) => peerLines(flannel, own, peer)),
      ...forwarding,
      ...replaceTable('flannel', flannelRules(flannel, own)),
    ],
  }
}

interface Tunnel {
  readonly name: string
  readonly add: string
  readonly settings: readonly string[]
}

function tunnelOf(
  { settings, mtuBytes }: FlannelRecord,
  { name: nodeName, own, podCidr }: FlannelNodeRecord,
): Tunnel | undefined {
  const { tunnel } = flannelCni(settings, [])
  if (tunnel === undefined) return undefined
  const name = tunnel.device
  const local = host(own)
  const address = addressAt(podCidr, 0)
  const add =
    tunnel.encapsulation === 'ipip'
      ? `link add ${name} type ipip local ${local}`
      : `link add ${name} address ${ownMac(nodeName)} type vxlan id ${settings.vni} dstport ${settings.port} local ${local} dev ${own.interface} nolearning`
  return { name, add, settings: [`link set ${name} mtu ${mtuBytes} up`, `addr replace ${address}/32 dev ${name}`] }
}

function deviceLines({ add, settings }: Tunnel, isThere: boolean): string[] {
  return [...(isThere ? [] : [add]), ...settings].map((line) => `ip ${line}`)
}

function peerLines(flannel: FlannelRecord, own: FlannelNodeRecord, peer: FlannelNodeRecord): string[] {
  const { backend, directRouting } = flannel.settings
  const direct = directTo(own, peer)
  const [gateway, device] = [addressAt(peer.podCidr, 0), flannelCni(flannel.settings, []).tunnel?.device]
  if (backend === 'host-gw') {
    // The kernel refuses a next hop that is on no link, and flannel goes on without the route.
    if (direct === undefined) return [`ip route flush exact ${peer.podCidr}`]
    return [`ip route replace ${peer.podCidr} via ${host(peer.own)} dev ${own.own.interface}`]
  }
  const isDirect = directRouting && direct !== undefined
  if (backend === 'ipip') {
    const by = isDirect ? own.own.interface : device
    return [`ip route replace ${peer.podCidr} via ${host(peer.own)} dev ${by} onlink`]
  }
  if (isDirect) return [`ip route replace ${peer.podCidr} via ${host(peer.own)} dev ${direct.interface}`]
  return [
    `ip neigh replace ${gateway} lladdr ${ownMac(peer.name)} dev ${device} nud permanent`,
    `ip route replace ${peer.podCidr} via ${gateway} dev ${device} onlink`,
  ]
}

function forwardingEntry(flannel: FlannelRecord, own: FlannelNodeRecord, peer: FlannelNodeRecord): string[] {
  const { backend, directRouting } = flannel.settings
  if (backend !== 'vxlan' || (directRouting && directTo(own, peer) !== undefined)) return []
  const device = flannelCni(flannel.settings, []).tunnel?.device
  return [`bridge fdb replace ${ownMac(peer.name)} dev ${device} dst ${host(peer.own)} self permanent`]
}

// What is not there cannot be deleted: each entry is made before.
function goneLines(flannel: FlannelRecord, own: FlannelNodeRecord, peer: FlannelNodeRecord): string[] {
  const lines = [...peerLines(flannel, own, peer), ...forwardingEntry(flannel, own, peer)]
  const entries = lines.filter((line) => /^(ip neigh|bridge fdb) /.test(line))
  return [
    `ip route flush exact ${peer.podCidr}`,
    ...entries.flatMap((line) => [line, line.replace(' replace ', ' del ')]),
  ]
}

/** flannel's rule: direct when the kernel's route to the peer has no gateway. */
function directTo({ connected }: FlannelNodeRecord, { own }: FlannelNodeRecord): NodeAddress | undefined {
  return connected.find(({ address }) => cidrContains(address, host(own)))
}

/** A node of the record. @throws TypeError when there is none of that name. */
export function nodeOf({ nodes }: FlannelRecord, shortName: string): FlannelNodeRecord {
  const node = nodes[shortName]
  if (node === undefined) throw new TypeError(`no node ${shortName}`)
  return node
}

function host({ address }: NodeAddress): string {
  return address.split('/')[0] ?? address
}
