import { describeCluster, kindConfig } from '@underlay/configs'
import { expect, test } from 'vitest'
import { subnetCollisions } from '../../../src/kind/subnet-collisions.ts'

const facts = {
  networks: [
    { name: 'kind', subnets: ['172.18.0.0/16', 'fc00::/64'] },
    { name: 'shop', subnets: ['10.20.0.0/16'] },
    { name: 'none', subnets: [] },
  ],
  kindNetwork: 'kind',
  routes: [
    { destination: '0.0.0.0/0', device: 'eth0' },
    { destination: '10.20.0.0/16', device: 'br-0123456789ab' },
    { destination: '192.0.2.0/24', device: 'eth0' },
  ],
}

interface Lab {
  readonly podSubnet?: string
  readonly serviceSubnet?: string
  readonly nodeIps?: readonly string[]
  readonly fabric?: readonly string[]
}

function collisions({ podSubnet = '10.98.0.0/16', serviceSubnet = '10.96.0.0/16', nodeIps = [], fabric = [] }: Lab) {
  const [first, ...workers] = nodeIps.map((nodeIp) => ({ nodeIp }))
  const nodes = [
    { role: 'control-plane' as const, ...first },
    ...workers.map((node) => ({ role: 'worker' as const, ...node })),
  ]
  const image = 'kindest/node:v1.34.4'
  const config = kindConfig({
    name: 'lab',
    podSubnet: '10.244.0.0/16',
    nodes: nodes.map((node) => ({ ...node, image })),
  })
  const model = { ...describeCluster(config), podSubnets: [podSubnet], serviceSubnets: [serviceSubnet] }
  return subnetCollisions(facts, model, fabric)
}

const told = (lab: Lab): string[] => collisions(lab).map(({ severity, message }) => `${severity}: ${message}`)

test.for<[string, Lab, string[]]>([
  ['the reference lab', { nodeIps: ['10.1.5.10', '10.1.8.10'], fabric: ['10.1.5.0/24', '10.1.8.0/24'] }, []],
  [
    'pods in the network of the nodes',
    { podSubnet: '172.18.128.0/17' },
    ["error: podSubnet 172.18.128.0/17 overlaps with the network of kind's nodes (Docker's kind) 172.18.0.0/16"],
  ],
  [
    'Services in the network of the nodes',
    { serviceSubnet: '172.16.0.0/12' },
    ["error: serviceSubnet 172.16.0.0/12 overlaps with the network of kind's nodes (Docker's kind) 172.18.0.0/16"],
  ],
  [
    'a rack in another network of Docker, told once though it is a route too',
    { fabric: ['10.20.5.0/24'] },
    ["warning: fabric subnet 10.20.5.0/24 overlaps with Docker's network shop 10.20.0.0/16"],
  ],
  [
    'pods on a route of the machine',
    { podSubnet: '192.0.2.0/25' },
    ["warning: podSubnet 192.0.2.0/25 overlaps with this machine's route by eth0 to 192.0.2.0/24"],
  ],
  [
    'pods and Services',
    { podSubnet: '10.96.0.0/12' },
    ['error: podSubnet 10.96.0.0/12 overlaps with serviceSubnet 10.96.0.0/16'],
  ],
  [
    'a rack and pods',
    { fabric: ['10.98.4.0/24'] },
    ['error: podSubnet 10.98.0.0/16 overlaps with fabric subnet 10.98.4.0/24'],
  ],
  [
    'two racks',
    { fabric: ['10.1.0.0/16', '10.1.5.0/24'] },
    ['error: fabric subnet 10.1.0.0/16 overlaps with fabric subnet 10.1.5.0/24'],
  ],
  [
    'a node-ip without a rack',
    { nodeIps: ['172.18.0.9'] },
    [
      "error: node-ip of control-plane 172.18.0.9/32 overlaps with the network of kind's nodes (Docker's kind) 172.18.0.0/16",
    ],
  ],
  [
    'a node-ip of a rack, told with the rack',
    { nodeIps: ['10.20.5.10', '10.20.5.11'], fabric: ['10.20.5.0/24', '10.20.5.0/24'] },
    ["warning: fabric subnet 10.20.5.0/24 overlaps with Docker's network shop 10.20.0.0/16"],
  ],
])('%s', ([, lab, problems]) => {
  expect(told(lab)).toEqual(problems)
})

test('each has its fix', () => {
  expect(collisions({ podSubnet: '172.18.0.0/24' })[0]?.fix).toBe('choose another networking.podSubnet')
  expect(collisions({ fabric: ['10.20.5.0/24'] })[0]?.fix).toBe(
    'choose other addresses for this rack, or docker network rm shop',
  )
})
