import type { CalicoOptions } from '../calico/settings.ts'
import { clabTopology } from '../clab/build.ts'
import type { ClabTopology } from '../clab/topology.ts'
import { renderVyosConfigBoot } from '../gateway/render-vyos.ts'
import { kindConfig } from '../kind/build.ts'
import type { KindConfig } from '../kind/config.ts'
import { shortNames } from '../kind/node-names.ts'
import { daemonSet, nodePortService } from '../workload/build.ts'
import type { KubernetesObject } from '../workload/manifest.ts'

/** All documents of a lab. */
export interface LabPreset {
  /** The lab's name, which is the kind config's. */
  readonly name: string
  readonly kind: KindConfig
  readonly clab: ClabTopology
  /** The texts that the topology binds, by path. */
  readonly files: Readonly<Record<string, string>>
  readonly calico: CalicoOptions
  readonly workload: readonly KubernetesObject[]
}

const RACKS = [
  { bridge: 'br-pool0', gatewayInterface: 'eth1', gatewayAddress: '10.1.5.1', members: ['10.1.5.10', '10.1.5.11'] },
  { bridge: 'br-pool1', gatewayInterface: 'eth2', gatewayAddress: '10.1.8.1', members: ['10.1.8.10', '10.1.8.11'] },
] as const
const CONFIG_BOOT = 'startup-conf/gw0-boot.cfg'

/**
 * The reference lab: two racks of two nodes around the gateway gw0, Calico with IPIP CrossSubnet, one pod for each node behind a NodePort.
 *
 * Defaults: name `calico-ipip-crosssubnet`, node image `kindest/node:v1.27.3`. Calico's autodetection is set to `interface=net0`,
 * because `first-found` may take kind's eth0, and then nothing is ever encapsulated.
 *
 * @throws {@link TopologyError} when the name is no cluster name.
 * @example
 * ```ts
 * const { kind, clab, files } = calicoIpipCrossSubnet({ name: 'lab' })
 * const fabric = describeFabric(clab, { cluster: describeCluster(kind), files })
 * ```
 */
export function calicoIpipCrossSubnet(overrides: { readonly name?: string; readonly image?: string } = {}): LabPreset {
  const { name = 'calico-ipip-crosssubnet', image = 'kindest/node:v1.27.3' } = overrides
  const members = RACKS.flatMap((rack, index) => rack.members.map((nodeIp) => ({ nodeIp, rack: `rack${index}` })))
  const nodes = members.map(({ nodeIp, rack }, index) => ({
    role: index === 0 ? ('control-plane' as const) : ('worker' as const),
    nodeIp,
    labels: { rack },
  }))
  const servers = shortNames(nodes).map((shortName, index) => ({
    name: `server${index + 1}`,
    node: `${name}-${shortName}`,
    address: `${members[index]?.nodeIp}/24`,
  }))
  return {
    name,
    kind: kindConfig({ name, image, podSubnet: '10.98.0.0/16', nodes }),
    clab: clabTopology({
      name,
      gateway: { name: 'gw0', image: 'burlyluo/vyos:1.4.0', configBoot: `./${CONFIG_BOOT}` },
      serverImage: 'burlyluo/nettool',
      racks: RACKS.map(({ bridge, gatewayInterface, gatewayAddress }, index) => ({
        bridge,
        gatewayInterface,
        gatewayAddress,
        servers: servers.slice(2 * index, 2 * index + 2),
      })),
    }),
    files: { [CONFIG_BOOT]: configBoot() },
    calico: { ipip: 'CrossSubnet', autodetection: 'interface=net0' },
    workload: [daemonSet('app'), nodePortService('app', { port: 8080, targetPort: 80, nodePort: 32000 })],
  }
}

function configBoot(): string {
  return renderVyosConfigBoot({
    hostName: 'vyos',
    interfaces: RACKS.map((rack) => ({ name: rack.gatewayInterface, addresses: [`${rack.gatewayAddress}/24`] })),
    sourceNat: [{ rule: 100, outboundInterface: 'eth0', sourceAddress: '10.1.0.0/16', translation: 'masquerade' }],
  })
}
