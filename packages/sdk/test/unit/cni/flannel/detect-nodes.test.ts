import { flannelSettings, type FlannelOptions } from '@underlay/configs'
import { expect, test } from 'vitest'
import { detectNodes } from '../../../../src/cni/flannel/detect-nodes.ts'
import { LabStateError } from '../../../../src/errors.ts'
import { fakeHost } from '../../fake-host.ts'
import { cluster, fabric } from '../../reference-lab.ts'
import { rejection } from '../../refusal.ts'

const device = (ifname: string, local: string, prefixlen: number, mtu: number) => ({
  ifname,
  flags: ['UP'],
  mtu,
  addr_info: [{ family: 'inet', scope: 'global', local, prefixlen }],
})

const table = [
  { dst: 'default', dev: 'net0', gateway: '10.1.5.1' },
  { dst: '10.1.0.0/16', dev: 'net0' },
  { dst: '10.1.5.0/24', dev: 'net0', protocol: 'kernel' },
  { dst: '10.98.1.0/24', dev: 'net0', gateway: '10.1.5.11' },
  { dst: '10.98.0.0/24', dev: 'cni0' },
]

/** A host whose nodes have what the reference lab's have, and the pods' bridge. */
function nodes() {
  return fakeHost((argv, namespace) => {
    if (argv.includes('route')) return { stdout: JSON.stringify(table) }
    const server = fabric.servers.find(({ node }) => node.endsWith(`-${namespace}`))
    const [address = '', length = ''] = server?.addresses[0]?.address.split('/') ?? []
    const devices = [
      device('eth0', '172.18.0.2', 16, 1500),
      device('net0', address, Number(length), namespace === 'worker3' ? 1400 : 1500),
      device('cni0', '10.98.0.1', 24, 1450),
    ]
    return { stdout: JSON.stringify(devices) }
  }).host
}

const detect = (options: FlannelOptions, verify = true) =>
  detectNodes(nodes(), cluster, flannelSettings(options, cluster), { verify, advice: "iface: 'net0'" })

test('each node by its interface, with pod networks in the order of the nodes; the least MTU of all counts', async () => {
  const { nodes: found, underlayMtuBytes } = await detect({ iface: 'net0' })
  expect(Object.entries(found).map(([name, { own, podCidr }]) => [name, own.address, podCidr])).toEqual([
    ['control-plane', '10.1.5.10/24', '10.98.0.0/24'],
    ['worker', '10.1.5.11/24', '10.98.1.0/24'],
    ['worker2', '10.1.8.10/24', '10.98.2.0/24'],
    ['worker3', '10.1.8.11/24', '10.98.3.0/24'],
  ])
  expect(underlayMtuBytes).toBe(1400)
  expect(found['worker']?.connected).toEqual([
    { interface: 'eth0', address: '172.18.0.2/16' },
    { interface: 'net0', address: '10.1.5.11/24' },
    { interface: 'net0', address: '10.1.0.0/16' },
  ])
})

test('without an interface it is that of the default route, which is not the declared address', async () => {
  const { message, fix } = await rejection(detect({}), LabStateError)
  expect(message).toContain('flannel takes 172.18.0.2/16 on eth0 for worker2, the kind config says 10.1.8.10')
  expect(fix).toBe("iface: 'net0'")
  expect((await detect({}, false)).nodes['worker2']?.own.interface).toBe('eth0')
})

test('an interface that no node has, and a pod network that is too small', async () => {
  expect((await rejection(detect({ iface: 'net9' }), LabStateError)).message).toContain(
    'flannel finds no address on worker by net9',
  )
  const small = { ...cluster, podSubnet: '10.98.0.0/23', podSubnets: ['10.98.0.0/23'] }
  const tooSmall = detectNodes(nodes(), small, flannelSettings({}, small), { verify: false, advice: '' })
  expect((await rejection(tooSmall, LabStateError)).message).toContain(
    '10.98.0.0/23 holds 2 networks of /24, but there are 4 nodes',
  )
})
