import {
  allocateBlocks,
  calicoIpipCrossSubnet,
  calicoMtu,
  calicoSettings,
  describeCluster,
  describeFabric,
  familyOf,
  flannelSettings,
  type CalicoOptions,
  type FlannelOptions,
} from '@underlay/configs'
import { labelsOf } from '../../src/cni/calico/detect-nodes.ts'
import type { CalicoNode, CalicoRecord, FlannelNodeRecord, FlannelRecord } from '../../src/cni/record.ts'
import type { LabState, WiredPod } from '../../src/lab/state.ts'
import type { Devices } from '../../src/plan/observe.ts'
import type { Plan } from '../../src/plan/plan.ts'

export const preset = calicoIpipCrossSubnet()
export const cluster = describeCluster(preset.kind)
export const fabric = describeFabric(preset.clab, { cluster, files: preset.files })

/** Calico as it is installed in the reference lab, every node found on its net0. */
export function calicoRecord(
  options: CalicoOptions = {},
  podSubnets: readonly string[] = [cluster.podSubnet],
): CalicoRecord {
  const base = options.pools === undefined ? preset.calico : { autodetection: preset.calico.autodetection ?? '' }
  const settings = calicoSettings({ ...base, ...options }, { ...cluster, podSubnets })
  const names = cluster.nodes.map(({ name }) => name)
  const blocks = settings.pools.map((pool) => allocateBlocks(pool, names))
  const entries = cluster.nodes.map((node): [string, CalicoNode] => {
    const { name, shortName } = node
    const address = fabric.servers.find((server) => server.node === name)?.addresses[0]?.address ?? ''
    const addresses = [{ interface: 'net0', address }]
    if (settings.pools.some(({ cidr }) => familyOf(cidr) === 6)) {
      const [, , rack, host] = address.split(/[./]/)
      addresses.push({ interface: 'net0', address: `fd00:10:1:${rack}::${host}/64` })
    }
    const held = blocks.flatMap((pool) => pool.get(name) ?? [])
    return [shortName, { name, addresses, labels: labelsOf(node), blocks: held }]
  })
  return { name: 'calico', settings, mtu: calicoMtu(settings, 1500), nodes: Object.fromEntries(entries) }
}

/** flannel as it is installed in the reference lab. */
export function flannelRecord(options: FlannelOptions = {}): FlannelRecord {
  const settings = flannelSettings({ iface: 'net0', ...options }, cluster)
  const nodes = cluster.nodes.map(({ name, shortName }, index): [string, FlannelNodeRecord] => {
    const address = fabric.servers.find((server) => server.node === name)?.addresses[0]?.address ?? ''
    const own = { interface: 'net0', address }
    const connected = [{ interface: 'eth0', address: `172.18.0.${index + 2}/16` }, own]
    return [shortName, { name, own, connected, podCidr: `10.98.${index}.0/24` }]
  })
  const overhead = { vxlan: 50, ipip: 20, 'host-gw': 0 }[settings.backend]
  return { name: 'flannel', settings, mtuBytes: 1500 - overhead, nodes: Object.fromEntries(nodes) }
}

/** The reference lab's state; without taints unless given. */
export function labState(changes: Partial<LabState> = {}): LabState {
  const empty = { taints: {}, workload: [], pods: [], services: {}, released: [] }
  return { name: preset.name, lifetime: 'process', kind: preset.kind, ...empty, ...changes }
}

/** The pod that was recorded on the real control plane. */
export const recordedPod: WiredPod = {
  name: 'app-2g24f',
  namespace: 'default',
  node: 'control-plane',
  ip: '10.98.81.4',
  ips: ['10.98.81.4'],
  hostInterface: 'cali0aaab42b9f5',
  labels: { app: 'app' },
  owner: 'app',
  ports: [],
}

/** The devices that are there once plans were carried out. */
export function devicesAfter(plans: readonly Plan[]): Devices {
  const devices = new Map<string, Set<string>>()
  const add = (namespace: string, device: string): void =>
    void devices.set(namespace, (devices.get(namespace) ?? new Set()).add(device))
  for (const { namespace, instructions } of plans) {
    for (const line of instructions) {
      const [, made] = /^ip netns add (\S+)$/.exec(line) ?? []
      if (made !== undefined) add(made, 'lo')
      const [, a, inA, b, inB] =
        /^ip link add (\S+) netns (\S+)(?: address \S+)? index \d+ mtu \d+ type veth peer name (\S+) netns (\S+)/.exec(
          line,
        ) ?? []
      if (a !== undefined && inA !== undefined) add(inA, a)
      if (b !== undefined && inB !== undefined) add(inB, b)
      const [, bridge] = /^ip link add (\S+) type bridge/.exec(line) ?? []
      if (bridge !== undefined) add(namespace, bridge)
    }
  }
  return devices
}
