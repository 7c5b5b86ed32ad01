/** A Kubernetes version, as a node image's tag says it. */
export interface KubernetesVersion {
  readonly major: number
  readonly minor: number
  /** `1.27.3` */
  readonly text: string
}

/** kubeadm's configuration API that kind writes for a Kubernetes version. */
export type KubeadmVersion = 'v1beta3' | 'v1beta4'

const FIRST_MINOR_WITH_V1BETA4 = 36

/** The Kubernetes version in the tag of a node image (`kindest/node:v1.27.3@sha256:…`); undefined when the tag says none. */
export function imageVersion(image: string | undefined): KubernetesVersion | undefined {
  const name = image?.split('@')[0]?.split('/').at(-1) ?? ''
  const tag = name.includes(':') ? name.slice(name.indexOf(':') + 1) : ''
  const match = /^v?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?(?:[-+_.].*)?$/.exec(tag)
  if (!match) return undefined
  const [, major = '', minor = '', patch = '0'] = match
  return { major: Number(major), minor: Number(minor), text: `${major}.${minor}.${patch}` }
}

/**
 * kubeadm's API version for a Kubernetes version: v1beta4 from 1.36 on, where `kubeletExtraArgs` is a list; undefined when the version is not known.
 *
 * @see https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/
 */
export function kubeadmVersion(version: KubernetesVersion | undefined): KubeadmVersion | undefined {
  if (!version) return undefined
  return version.major > 1 || version.minor >= FIRST_MINOR_WITH_V1BETA4 ? 'v1beta4' : 'v1beta3'
}
