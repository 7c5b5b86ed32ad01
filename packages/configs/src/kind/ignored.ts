import type { Review } from '../document/review.ts'
import type { KindConfig } from './config.ts'

const CLUSTER: Readonly<Record<string, string>> = {
  featureGates: 'the netns engine runs no Kubernetes',
  runtimeConfig: 'the netns engine runs no Kubernetes',
  containerdConfigPatches: 'the netns engine runs no containerd',
  containerdConfigPatchesJSON6902: 'the netns engine runs no containerd',
  kubeadmConfigPatchesJSON6902: 'the netns engine reads kubeadmConfigPatches only',
}
const NETWORKING: Readonly<Record<string, string>> = {
  apiServerPort: 'the netns engine has no API server',
  apiServerAddress: 'the netns engine has no API server',
  dnsSearch: 'the netns engine has no DNS',
}
const NODE: Readonly<Record<string, string>> = {
  image: 'the netns engine runs no images; the tag gives the Kubernetes version',
  extraMounts: 'the netns engine mounts nothing',
  extraPortMappings: 'the netns engine publishes no ports',
  gpus: 'the netns engine has no devices',
  kubeadmConfigPatchesJSON6902: 'the netns engine reads kubeadmConfigPatches only',
}

/** Notes what the netns engine leaves aside in a kind configuration. */
export function noteIgnored(review: Review, config: KindConfig): void {
  const note = (value: object, table: Readonly<Record<string, string>>, path: readonly (string | number)[]): void => {
    for (const key of Object.keys(value)) {
      if (table[key] !== undefined) review.note([...path, key], `is ignored: ${table[key]}`)
    }
  }
  note(config, CLUSTER, [])
  note(config.networking ?? {}, NETWORKING, ['networking'])
  if (config.networking?.kubeProxyMode === 'ipvs')
    review.note(
      ['networking', 'kubeProxyMode'],
      'ipvs is ignored: the netns engine makes Services as kube-proxy does in mode iptables',
    )
  for (const [index, node] of (config.nodes ?? []).entries()) note(node, NODE, ['nodes', index])
}
