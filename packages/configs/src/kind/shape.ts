import type { Shape } from '../document/shape.ts'
import { about, anything, flag, text, texts } from '../document/shape.ts'

const objects: Shape = { type: 'list', of: anything }
const patches = {
  kubeadmConfigPatches: about(
    'Here a node gets its node-ip: kubeletExtraArgs of a JoinConfiguration or InitConfiguration.',
    texts,
  ),
  kubeadmConfigPatchesJSON6902: objects,
}

// https://github.com/kubernetes-sigs/kind/blob/main/pkg/apis/config/v1alpha4/types.go
const mount: Shape = {
  type: 'object',
  required: ['hostPath', 'containerPath'],
  keys: {
    hostPath: text,
    containerPath: text,
    readOnly: flag,
    selinuxRelabel: flag,
    propagation: { type: 'string', oneOf: ['None', 'HostToContainer', 'Bidirectional'] },
  },
}
const port: Shape = {
  type: 'object',
  required: ['containerPort'],
  keys: {
    containerPort: { type: 'integer', min: 1, max: 65535 },
    hostPort: about('-1, or none at all: any that is free.', { type: 'integer', min: -1, max: 65535 }),
    listenAddress: text,
    protocol: { type: 'string', oneOf: ['TCP', 'UDP', 'SCTP'] },
  },
}

const node: Shape = {
  type: 'object',
  keys: {
    role: { type: 'string', oneOf: ['control-plane', 'worker'] },
    image: about('kindest/node:v1.34.0; its tag says which Kubernetes.', text),
    labels: about("The node's labels in Kubernetes.", { type: 'map', of: text }),
    extraMounts: about('Files and folders of the machine, in the node.', { type: 'list', of: mount }),
    extraPortMappings: about('Ports of the machine that lead into the node.', { type: 'list', of: port }),
    gpus: text,
    ...patches,
  },
}

const networking: Shape = {
  type: 'object',
  keys: {
    ipFamily: { type: 'string', oneOf: ['ipv4', 'ipv6', 'dual'] },
    apiServerPort: { type: 'integer', min: -1, max: 65535 },
    apiServerAddress: text,
    podSubnet: about('Where pods have their addresses: 10.244.0.0/16; in a dual cluster two, with a comma.', text),
    serviceSubnet: about('Where Services have theirs: 10.96.0.0/16.', text),
    disableDefaultCNI: about('True where another CNI is installed: Calico, flannel.', flag),
    kubeProxyMode: { type: 'string', oneOf: ['none', 'iptables', 'ipvs', 'nftables'] },
    dnsSearch: texts,
  },
}

/** What kind reads; kind itself refuses unknown keys too. */
export const kindShape: Shape = {
  type: 'object',
  required: ['kind', 'apiVersion'],
  keys: {
    kind: { type: 'string', oneOf: ['Cluster'] },
    apiVersion: { type: 'string', oneOf: ['kind.x-k8s.io/v1alpha4'] },
    name: about("The cluster's name, and the lab's.", text),
    networking,
    nodes: { type: 'list', of: node },
    featureGates: { type: 'map', of: flag },
    runtimeConfig: { type: 'map', of: text },
    containerdConfigPatches: texts,
    containerdConfigPatchesJSON6902: texts,
    ...patches,
  },
}
