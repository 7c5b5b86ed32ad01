import type { EncapsulationMode } from '../calico/pools.ts'
import type { CniModel, CniTunnel } from '../cni/model.ts'
import type { FlannelSettings } from './settings.ts'

/** A node with flannel: Kubernetes' name, the address that peers reach it by, and its pod network, an IPv4 CIDR. */
export interface FlannelNode {
  readonly name: string
  readonly address: string
  readonly podCidr: string
}

type Datapath = Pick<FlannelSettings, 'backend' | 'directRouting' | 'vni' | 'port'>

/**
 * The datapath that flannel makes of settings on nodes: a tunnel device `flannel.<VNI>` or `flannel.ipip`, for all peers, or with directRouting for
 * those behind a gateway only; host-gw has none.
 *
 * @example
 * ```ts
 * const settings = flannelSettings({ directRouting: true }, { podSubnet: '10.98.0.0/16' })
 * flannelCni(settings, [{ name: 'lab-worker', address: '10.1.5.11', podCidr: '10.98.1.0/24' }]).vxlan // 'CrossSubnet'
 * ```
 * @see https://github.com/flannel-io/flannel/blob/master/pkg/backend/vxlan/vxlan.go
 * @see https://github.com/flannel-io/flannel/blob/master/pkg/backend/ipip/ipip.go
 */
export function flannelCni(settings: FlannelSettings, nodes: readonly FlannelNode[]): CniModel {
  const entries = nodes.map(({ name, address, podCidr }) => [name, { address, blocks: [podCidr] }] as const)
  return {
    name: 'flannel',
    podCidr: settings.network,
    ...flannelDatapath(settings, settings.network),
    nodes: Object.fromEntries(entries),
  }
}

/** When flannel encapsulates, and by which device. */
export function flannelDatapath(
  settings: Datapath,
  network: string,
): Pick<CniModel, 'ipip' | 'vxlan' | 'tunnel' | 'pools'> {
  const { backend, directRouting } = settings
  const mode: EncapsulationMode = directRouting ? 'CrossSubnet' : 'Always'
  const datapath = {
    ipip: backend === 'ipip' ? mode : 'Never',
    vxlan: backend === 'vxlan' ? mode : 'Never',
    tunnel: tunnelOf(settings),
  } as const
  return { ...datapath, pools: [{ cidr: network, ...datapath, natOutgoing: true }] }
}

function tunnelOf({ backend, vni, port }: Datapath): CniTunnel | undefined {
  switch (backend) {
    case 'vxlan':
      return { device: `flannel.${vni}`, encapsulation: 'vxlan', port }
    case 'ipip':
      return { device: 'flannel.ipip', encapsulation: 'ipip' }
    case 'host-gw':
      return undefined
  }
}
