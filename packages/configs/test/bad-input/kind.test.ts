import { expect, test } from 'vitest'
import { parseKindConfig } from '../../src/index.ts'
import { refusal } from '../refusal.ts'
import { edited, tutorial } from '../tutorial.ts'

const run = (text: string) => parseKindConfig(text, { file: 'kind.yaml' })

const CASES: readonly { title: string; edits: readonly [string, string][]; refused: readonly string[] }[] = [
  {
    title: 'broken YAML',
    edits: [['networking:', 'networking: [']],
    refused: [
      'kind.yaml:4:22 is not valid YAML: Implicit keys need to be on a single line',
      'kind.yaml:4:22 is not valid YAML: Block collections are not allowed within flow collections',
      'kind.yaml:6:1 is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  },
  {
    title: 'a duplicate key',
    edits: [['networking:', 'kind: Cluster\nnetworking:']],
    refused: ["kind.yaml:3:1 key 'kind' stands twice in this mapping; remove one"],
  },
  {
    title: 'an alias',
    edits: [['podSubnet: "10.98.0.0/16"', 'podSubnet: &net "10.98.0.0/16"\n  serviceSubnet: *net']],
    refused: ['kind.yaml:6:18 alias *net is not accepted; write the value out'],
  },
  {
    title: 'a second document',
    edits: [['nodes:', '---\nnodes:']],
    refused: ['kind.yaml:7:1 is a second document; this file holds one'],
  },
  {
    title: 'an unknown key',
    edits: [['disableDefaultCNI', 'disableDefaultCni']],
    refused: ["kind.yaml:4:3 networking.disableDefaultCni is not a known key; did you mean 'disableDefaultCNI'?"],
  },
  {
    title: 'a wrong type',
    edits: [['disableDefaultCNI: true', 'disableDefaultCNI: yes please']],
    refused: ["kind.yaml:4:22 networking.disableDefaultCNI must be true or false, is 'yes please'"],
  },
  {
    title: 'a wrong apiVersion',
    edits: [['v1alpha4', 'v1alpha3']],
    refused: ["kind.yaml:2:13 apiVersion must be one of kind.x-k8s.io/v1alpha4, is 'kind.x-k8s.io/v1alpha3'"],
  },
  {
    title: 'an unknown role',
    edits: [['role: worker', 'role: wroker']],
    refused: ["kind.yaml:16:9 nodes[1].role must be one of control-plane, worker, is 'wroker'"],
  },
  {
    title: 'a misspelt folder of a mount',
    edits: [['role: worker', 'role: worker\n  extraMounts: [{ hostPth: /a, containerPath: /b }]']],
    refused: [
      'kind.yaml:17:17 nodes[1].extraMounts[0].hostPath is required',
      "kind.yaml:17:19 nodes[1].extraMounts[0].hostPth is not a known key; did you mean 'hostPath'?",
    ],
  },
  {
    title: 'a misspelt port',
    edits: [['role: worker', 'role: worker\n  extraPortMappings: [{ containerPrt: 80 }]']],
    refused: [
      'kind.yaml:17:23 nodes[1].extraPortMappings[0].containerPort is required',
      "kind.yaml:17:25 nodes[1].extraPortMappings[0].containerPrt is not a known key; did you mean 'containerPort'?",
    ],
  },
  {
    title: 'a bad cluster name',
    edits: [['networking:', 'name: Calico_Lab\nnetworking:']],
    refused: [
      "kind.yaml:3:7 name 'Calico_Lab' is not a cluster name; use up to 63 lower case letters, digits and '-' (RFC 1123)",
    ],
  },
  {
    title: 'a cluster name that makes node names too long',
    edits: [['networking:', 'name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nnetworking:']],
    refused: [
      "kind.yaml:3:7 name makes the node name 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-control-plane' longer than 63 characters; use at most 49",
    ],
  },
  {
    title: 'an invalid podSubnet',
    edits: [['10.98.0.0/16', '10.98.0.0/33']],
    refused: ["kind.yaml:5:14 networking.podSubnet '10.98.0.0/33' is not an IPv4 CIDR such as 10.244.0.0/16"],
  },
  {
    title: 'a podSubnet that overlaps the serviceSubnet',
    edits: [['10.98.0.0/16', '10.96.0.0/12']],
    refused: [
      'kind.yaml:5:14 networking.podSubnet 10.96.0.0/12 overlaps the serviceSubnet 10.96.0.0/16; choose another',
    ],
  },
  {
    title: 'a node-ip in the podSubnet',
    edits: [['node-ip: 10.1.5.11', 'node-ip: 10.98.5.11']],
    refused: [
      'kind.yaml:22:18 nodes[1].kubeadmConfigPatches[0].nodeRegistration.kubeletExtraArgs.node-ip 10.98.5.11 lies in the podSubnet 10.98.0.0/16; choose another',
    ],
  },
  {
    title: 'a node-ip that is no address',
    edits: [['node-ip: 10.1.5.11', 'node-ip: 10.1.5.256']],
    refused: [
      "kind.yaml:22:18 nodes[1].kubeadmConfigPatches[0].nodeRegistration.kubeletExtraArgs.node-ip '10.1.5.256' is not an IPv4 address",
    ],
  },
  {
    title: 'a node-ip used twice',
    edits: [['node-ip: 10.1.5.11', 'node-ip: 10.1.5.10']],
    refused: [
      'kind.yaml:22:18 nodes[1].kubeadmConfigPatches[0].nodeRegistration.kubeletExtraArgs.node-ip 10.1.5.10 is already the node-ip of kind-control-plane; give each node its own',
    ],
  },
  {
    title: 'no control plane',
    edits: [
      ['role: control-plane', 'role: worker'],
      ['InitConfiguration', 'JoinConfiguration'],
    ],
    refused: ['kind.yaml:6:1 nodes has no control-plane; add a node with role: control-plane'],
  },
  {
    title: 'node-ips of another family than the cluster',
    edits: [['podSubnet: "10.98.0.0/16"', 'ipFamily: ipv6']],
    refused: [
      "kind.yaml:13:18 nodes[0].kubeadmConfigPatches[0].nodeRegistration.kubeletExtraArgs.node-ip '10.1.5.10' is not an IPv6 address; for IPv4 set networking.ipFamily to ipv4",
      "kind.yaml:22:18 nodes[1].kubeadmConfigPatches[0].nodeRegistration.kubeletExtraArgs.node-ip '10.1.5.11' is not an IPv6 address; for IPv4 set networking.ipFamily to ipv4",
      "kind.yaml:31:18 nodes[2].kubeadmConfigPatches[0].nodeRegistration.kubeletExtraArgs.node-ip '10.1.8.10' is not an IPv6 address; for IPv4 set networking.ipFamily to ipv4",
      "kind.yaml:40:18 nodes[3].kubeadmConfigPatches[0].nodeRegistration.kubeletExtraArgs.node-ip '10.1.8.11' is not an IPv6 address; for IPv4 set networking.ipFamily to ipv4",
    ],
  },
  {
    title: 'two node-ips in a cluster of one family',
    edits: [['node-ip: 10.1.5.11', 'node-ip: 10.1.5.11,fd00::11']],
    refused: [
      "kind.yaml:22:18 nodes[1].kubeadmConfigPatches[0].nodeRegistration.kubeletExtraArgs.node-ip '10.1.5.11,fd00::11' is not an IPv4 address; for both families set networking.ipFamily to dual",
    ],
  },
  {
    title: 'two node-ips of one family',
    edits: [
      ['podSubnet: "10.98.0.0/16"', 'ipFamily: dual'],
      ['node-ip: 10.1.5.11', 'node-ip: 10.1.5.11,10.1.5.12'],
    ],
    refused: [
      "kind.yaml:22:18 nodes[1].kubeadmConfigPatches[0].nodeRegistration.kubeletExtraArgs.node-ip '10.1.5.11,10.1.5.12' is not one address of each family, such as 10.1.5.10,fd00:10:1:5::10",
    ],
  },
  {
    title: 'an IPv6 node-ip in the podSubnet, and one that stands twice',
    edits: [
      ['podSubnet: "10.98.0.0/16"', 'ipFamily: dual'],
      ['node-ip: 10.1.5.10', 'node-ip: 10.1.5.10,fd00:10:244:1::10'],
      ['node-ip: 10.1.5.11', 'node-ip: 10.1.5.11,FD00:10:244:1::0010'],
    ],
    refused: [
      'kind.yaml:13:18 nodes[0].kubeadmConfigPatches[0].nodeRegistration.kubeletExtraArgs.node-ip fd00:10:244:1::10 lies in the podSubnet fd00:10:244::/56; choose another',
      'kind.yaml:22:18 nodes[1].kubeadmConfigPatches[0].nodeRegistration.kubeletExtraArgs.node-ip fd00:10:244:1::10 is already the node-ip of kind-control-plane; give each node its own',
      'kind.yaml:22:18 nodes[1].kubeadmConfigPatches[0].nodeRegistration.kubeletExtraArgs.node-ip fd00:10:244:1::10 lies in the podSubnet fd00:10:244::/56; choose another',
    ],
  },
  {
    title: 'an IPv6 subnet in a cluster of IPv4',
    edits: [['10.98.0.0/16', 'fd00:10:98::/56']],
    refused: [
      "kind.yaml:5:14 networking.podSubnet 'fd00:10:98::/56' is not an IPv4 CIDR such as 10.244.0.0/16; for IPv6 set networking.ipFamily to ipv6",
    ],
  },
  {
    title: 'a dual-stack cluster with one subnet, and one of Services that Kubernetes does not take',
    edits: [
      [
        'podSubnet: "10.98.0.0/16"',
        'podSubnet: "10.98.0.0/16"\n  ipFamily: dual\n  serviceSubnet: "10.96.0.0/16,fd00:10:96::/64"',
      ],
    ],
    refused: [
      "kind.yaml:5:14 networking.podSubnet '10.98.0.0/16' is not one CIDR of each family such as 10.244.0.0/16,fd00:10:244::/56",
      'kind.yaml:7:18 networking.serviceSubnet fd00:10:96::/64 is wider than Kubernetes takes; use /108 or longer',
    ],
  },
  {
    title: 'the map form for Kubernetes 1.36',
    edits: [['- role: control-plane', '- role: control-plane\n  image: kindest/node:v1.36.0']],
    refused: [
      'kind.yaml:13:7 nodes[0].kubeadmConfigPatches[0].nodeRegistration.kubeletExtraArgs is a map, but kubeadm v1beta4 (kindest/node:v1.36.0) wants a list; write a list of {name, value}',
    ],
  },
  {
    title: 'the list form for Kubernetes 1.27',
    edits: [
      ['- role: control-plane', '- role: control-plane\n  image: kindest/node:v1.27.3'],
      ['        node-ip: 10.1.5.10\n        node-labels: "rack=rack0"', '      - {name: node-ip, value: 10.1.5.10}'],
    ],
    refused: [
      'kind.yaml:13:7 nodes[0].kubeadmConfigPatches[0].nodeRegistration.kubeletExtraArgs is a list, but kubeadm v1beta3 (kindest/node:v1.27.3) wants a map; write a mapping of name to value',
    ],
  },
  {
    title: 'a patch for the wrong kubeadm object',
    edits: [['kind: JoinConfiguration', 'kind: InitConfiguration']],
    refused: [
      'kind.yaml:19:11 nodes[1].kubeadmConfigPatches[0].kind kubeadm reads JoinConfiguration on this node, not InitConfiguration; use kind: JoinConfiguration',
    ],
  },
  {
    title: 'a patch that is no YAML',
    edits: [['kind: JoinConfiguration', 'kind: [JoinConfiguration']],
    refused: [
      'kind.yaml:20:5 nodes[1].kubeadmConfigPatches[0] is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  },
  {
    title: 'an argument that is no string',
    edits: [['node-ip: 10.1.5.10', 'node-ip: 10']],
    refused: [
      'kind.yaml:13:18 nodes[0].kubeadmConfigPatches[0].nodeRegistration.kubeletExtraArgs.node-ip must have a name and a value that are strings; quote numbers',
    ],
  },
  {
    title: 'a bad node label',
    edits: [['rack=rack0', 'rack=rack 0']],
    refused: [
      "kind.yaml:14:22 nodes[0].kubeadmConfigPatches[0].nodeRegistration.kubeletExtraArgs.node-labels 'rack 0' is not a label value",
    ],
  },
  {
    title: 'several mistakes at once',
    edits: [
      ['disableDefaultCNI', 'disableDefaultCni'],
      ['10.98.0.0/16', 'nonsense'],
      ['node-ip: 10.1.5.11', 'node-ip: 10.1.5.10'],
      ['role: worker', 'role: wroker'],
    ],
    refused: [
      "kind.yaml:4:3 networking.disableDefaultCni is not a known key; did you mean 'disableDefaultCNI'?",
      "kind.yaml:5:14 networking.podSubnet 'nonsense' is not an IPv4 CIDR such as 10.244.0.0/16",
      "kind.yaml:16:9 nodes[1].role must be one of control-plane, worker, is 'wroker'",
    ],
  },
]

test.for(CASES)('$title is refused with its place', ({ edits, refused }) => {
  expect(refusal(() => run(edited(tutorial('kind.yaml'), edits)))).toEqual(refused)
})

test('the same text without a mistake is accepted', () => {
  expect(() => run(tutorial('kind.yaml'))).not.toThrow()
})
