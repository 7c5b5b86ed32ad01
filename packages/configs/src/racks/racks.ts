import { parseCidr } from '../address/cidr.ts'
import { allocateBlocks } from '../calico/blocks.ts'
import type { CalicoOptions } from '../calico/settings.ts'
import { calicoSettings } from '../calico/settings.ts'
import { describeFabric } from '../clab/describe.ts'
import { reviewOf } from '../document/review.ts'
import type { FlannelOptions } from '../flannel/settings.ts'
import { flannelSettings } from '../flannel/settings.ts'
import { kindConfig } from '../kind/build.ts'
import { describeCluster } from '../kind/describe.ts'
import type { FlannelPreset, LabPreset } from '../presets/lab-preset.ts'
import { daemonSet } from '../workload/build-pods.ts'
import { nodePortService } from '../workload/build-services.ts'
import { checkNetworks } from './check-networks.ts'
import { gatewayNode } from './gateway-node.ts'
import type { RacksOptions } from './options.ts'
import { checkOptions } from './options.ts'
import { calicoBgp, gatewayBgp } from './plan-bgp.ts'
import { planGateways } from './plan-gateways.ts'
import type { Rack } from './plan-racks.ts'
import { planRacks } from './plan-racks.ts'
import { rackTopology } from './rack-topology.ts'
import type { RacksSettings } from './settings.ts'
import { racksSettings } from './settings.ts'
import { subnetsOf, transitsOf } from './subnets.ts'

/**
 * Makes the documents of a lab of racks: so many racks with so many nodes each, the gateways between them, a CNI and a
 * workload. Every address is derived: rack `n` has the n-th subnet of the fabric, its gateway the first address, its nodes
 * those from the tenth on.
 *
 * Names are the reference lab's: the nodes `server1`, `server2`, … with an interface `net0`, the bridges `br-pool0`, …, the
 * gateways `gw0`, …; the first node is the control plane.
 *
 * @throws {@link TopologyError} with every mistake at once: networks that overlap one another or Docker's, more racks than
 * the fabric holds, more nodes than a rack or the podSubnet holds, options that are none.
 * @example
 * ```ts
 * const { kind, clab, files } = racks({ name: 'lab', racks: 3, nodesPerRack: 3 })
 * describeFabric(clab, { cluster: describeCluster(kind), files }).servers[3]?.addresses // net0 has 10.1.1.10/24
 * ```
 */
export function racks(options: RacksOptions & { readonly flannel: FlannelOptions }): FlannelPreset
export function racks(options: RacksOptions): LabPreset
export function racks(options: RacksOptions): LabPreset | FlannelPreset {
  const settings = reviewed(options)
  const { name, fabric } = settings
  const plans = planRacks(subnetsOf(settings), settings.nodesPerRack)
  const kind = rackCluster(options, settings, plans)
  const cluster = describeCluster(kind)
  const plan = planGateways(settings.gateways, plans, transitsOf(settings))
  const isAlone = plan.gateways.length === 1
  const gatewayNodes = plan.gateways.map((gateway) => {
    const bgp = settings.hasBgp ? gatewayBgp(gateway, plan.gateways, plans) : undefined
    return gatewayNode(gateway, settings, { isAlone, bgp })
  })
  const containers = cluster.nodes.map((node) => node.name)
  const { mtuBytes, uplinks } = settings
  const clab = rackTopology({ name, racks: plans, containers, plan, gatewayNodes, fabric, mtuBytes, uplinks })
  const files = Object.assign({}, ...gatewayNodes.map((node) => node.files)) as Readonly<Record<string, string>>
  describeFabric(clab, { cluster, files })
  const service = nodePortService('app', { port: 8080, targetPort: 80, nodePort: 32000 })
  const workload = options.workload ?? [daemonSet('app'), service]
  const lab = { name, kind, clab, files, workload }
  if (options.flannel !== undefined) {
    const flannel = { iface: 'net0', ...options.flannel }
    flannelSettings(flannel, cluster)
    return { ...lab, flannel }
  }
  const calico = {
    autodetection: 'interface=net0',
    ...(options.calico ?? defaultMode(settings)),
    ...(settings.hasBgp && { bgp: calicoBgp(plans, plan, containers) }),
  }
  for (const pool of calicoSettings(calico, cluster).pools) allocateBlocks(pool, containers)
  return { ...lab, calico }
}

// IPIP carries IPv4 only, and a fabric that knows the pods' blocks needs nothing.
function defaultMode({ hasBgp, ipFamily }: RacksSettings): CalicoOptions {
  if (hasBgp) return { ipip: 'Never' }
  return ipFamily === 'ipv4' ? { ipip: 'CrossSubnet' } : { vxlan: 'CrossSubnet' }
}

function reviewed(options: RacksOptions): RacksSettings {
  const review = reviewOf(options, 'racks')
  checkOptions(review, options)
  // What is of a wrong type leaves nothing to derive from.
  review.settle()
  const settings = racksSettings(options)
  checkNetworks(review, settings)
  review.settle()
  return settings
}

function rackCluster(
  { image, serviceSubnet }: RacksOptions,
  { name, ipFamily, podSubnet }: RacksSettings,
  racks: readonly Rack[],
) {
  const members = racks.flatMap((rack) => rack.servers.map(({ addresses }) => ({ addresses, rack: rack.name })))
  return kindConfig({
    name,
    ...(image !== undefined && { image }),
    ...(ipFamily !== 'ipv4' && { ipFamily }),
    podSubnet: podSubnet.join(','),
    ...(serviceSubnet !== undefined && { serviceSubnet }),
    nodes: members.map(({ addresses, rack }, index) => ({
      role: index === 0 ? 'control-plane' : 'worker',
      nodeIps: addresses.map((address) => parseCidr(address).address),
      labels: { rack },
    })),
  })
}
