import type { Shape } from '../document/shape.ts'
import { anything, flag, text, texts } from '../document/shape.ts'

const objects: Shape = { type: 'list', of: anything }
const patches = { kubeadmConfigPatches: texts, kubeadmConfigPatchesJSON6902: objects }

const node: Shape = {
  type: 'object',
  keys: {
    role: { type: 'string', oneOf: ['control-plane', 'worker'] },
    image: text,
    labels: { type: 'map', of: text },
    extraMounts: objects,
    extraPortMappings: objects,
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
    podSubnet: text,
    serviceSubnet: text,
    disableDefaultCNI: flag,
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
    name: text,
    networking,
    nodes: { type: 'list', of: node },
    featureGates: { type: 'map', of: flag },
    runtimeConfig: { type: 'map', of: text },
    containerdConfigPatches: texts,
    containerdConfigPatchesJSON6902: texts,
    ...patches,
  },
}
