import type { LabView, LossFacts } from '../../../src/loss/loss-facts.ts'
import type { KernelDevice, PlaceKernel } from '../../../src/loss/place-kernel.ts'
import { parseRoutes } from '../../../src/routes/routes.ts'

/** A device that is up. */
export function device(name: string, rest: Partial<KernelDevice> = {}): KernelDevice {
  return { name, kind: 'veth', mac: '', addresses: [], mtuBytes: 1500, up: true, carrier: true, ...rest }
}

const nothing: PlaceKernel = {
  devices: [],
  routes: [],
  neighbours: [],
  forwarding: [],
  ports: [],
  queues: [],
  ruleset: '',
  settings: {},
  counters: {},
  lookups: [],
}

const control = [
  device('net0', { mac: '02:00:00:00:00:10', addresses: ['10.1.0.10/24'] }),
  device('vxlan.calico', { kind: 'vxlan', mac: '66:00:00:00:00:10', addresses: ['10.98.1.0/32'], mtuBytes: 1450 }),
]
const worker2 = [
  device('net0', { mac: '02:00:00:00:01:10', addresses: ['10.1.1.10/24'] }),
  device('vxlan.calico', { kind: 'vxlan', mac: '66:00:00:00:01:10', addresses: ['10.98.2.0/32'], mtuBytes: 1450 }),
]
const gateway = [
  device('eth1', { mac: '02:00:00:00:00:01', addresses: ['10.1.0.1/24'] }),
  device('eth2', { mac: '02:00:00:00:01:01', addresses: ['10.1.1.1/24'] }),
]
const places = { 'control-plane': control, worker2, gw0: gateway }

/** A pod of the control plane to one of worker2, through VXLAN. */
export const flow = { from: '10.98.1.1', to: '10.98.2.1', protocol: 'icmp' } as const
export const outer = { from: '10.1.0.10', to: '10.1.1.10', encapsulation: 'vxlan' } as const

/** What is asked of a place of a small lab: two nodes in two racks, a gateway between. */
export function factsAt(
  place: keyof typeof places,
  kernel: Partial<PlaceKernel>,
  rest: Partial<Pick<LossFacts, 'packet' | 'before'>> & { readonly lab?: Partial<LabView> } = {},
): LossFacts {
  const { lab, ...others } = rest
  const views = Object.fromEntries(Object.entries(places).map(([name, devices]) => [name, { devices, neighbours: [] }]))
  const way = table({ dst: 'default', gateway: '10.1.0.1', dev: 'net0' })
  const own: PlaceKernel = { ...nothing, routes: way, devices: places[place], ...kernel }
  const all = { ...views, ...lab?.places, [place]: own }
  return {
    place,
    packet: place === 'gw0' ? { ...flow, outer, device: 'eth1' } : { ...flow, device: 'cali1' },
    kernel: own,
    ...others,
    lab: {
      links: [
        [
          { place: 'control-plane', device: 'net0' },
          { place: 'br-pool0', device: 'p1' },
        ],
      ],
      blocks: [
        { node: 'control-plane', cidr: '10.98.1.0/26' },
        { node: 'worker2', cidr: '10.98.2.0/26' },
      ],
      hasTunnel: true,
      vxlanPort: 4789,
      sessions: [],
      ...lab,
      places: all,
    },
  }
}

/** Routes as `ip -j route` writes them. */
export function table(...entries: readonly object[]) {
  return parseRoutes(JSON.stringify(entries))
}
