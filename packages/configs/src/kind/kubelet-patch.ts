import { stringify } from 'yaml'
import type { KubeadmVersion } from './image-version.ts'

/** The kubeadm object that a node's settings belong to: the first control plane is initialised, all others join. */
export type RegistrationKind = 'InitConfiguration' | 'JoinConfiguration'

/**
 * The `kubeadmConfigPatches` that give a kubelet arguments: one patch in the form of the kubeadm version.
 *
 * Without a known version there are two, each with its `apiVersion`: kind applies only the one that matches.
 */
export function kubeletPatches(
  kind: RegistrationKind,
  args: Readonly<Record<string, string>>,
  version: KubeadmVersion | undefined,
): readonly string[] {
  if (Object.keys(args).length === 0) return []
  const list = Object.entries(args).map(([name, value]) => ({ name, value }))
  const forms = { v1beta3: args, v1beta4: list }
  if (version) return [patch(kind, forms[version])]
  return [patch(kind, forms.v1beta3, 'v1beta3'), patch(kind, forms.v1beta4, 'v1beta4')]
}

function patch(kind: RegistrationKind, kubeletExtraArgs: unknown, version?: KubeadmVersion): string {
  const apiVersion = version ? { apiVersion: `kubeadm.k8s.io/${version}` } : {}
  return stringify({ kind, ...apiVersion, nodeRegistration: { kubeletExtraArgs } }, { lineWidth: 0 })
}
