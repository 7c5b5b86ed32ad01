import type { CalicoSettings } from '../settings.ts'

/** An environment variable that a container of the manifest must have. */
export interface EnvSetting {
  readonly name: string
  readonly value: string
  /** The value is what its reader takes anyway: it is set only where the manifest sets the variable too. */
  readonly isDefault?: boolean
  /** Where the manifest reads the variable from a ConfigMap, the ConfigMap is changed. */
  readonly followsConfigMap?: boolean
}

/**
 * The environment of calico-node that a pool and its nodes' addresses follow from.
 *
 * @see https://docs.tigera.io/calico/latest/reference/configure-calico-node
 */
export function nodeEnv(settings: CalicoSettings): readonly EnvSetting[] {
  const { autodetection, asNumber } = settings
  const [{ ipip, vxlan, cidr, blockSize, natOutgoing }] = settings.pools
  return [
    { name: 'CALICO_IPV4POOL_IPIP', value: ipip },
    { name: 'CALICO_IPV4POOL_VXLAN', value: vxlan },
    { name: 'CALICO_IPV4POOL_CIDR', value: cidr },
    { name: 'CALICO_IPV4POOL_BLOCK_SIZE', value: String(blockSize), isDefault: blockSize === 26 },
    { name: 'CALICO_IPV4POOL_NAT_OUTGOING', value: String(natOutgoing), isDefault: natOutgoing },
    { name: 'IP', value: 'autodetect' },
    { name: 'IP_AUTODETECTION_METHOD', value: autodetection },
    { name: 'AS', value: String(asNumber), isDefault: asNumber === 64512 },
  ]
}

/**
 * The networking backend, which calico-node and its init containers read: `vxlan` without BIRD, else `bird`, the default.
 *
 * @see https://docs.tigera.io/calico/latest/networking/configuring/vxlan-ipip
 */
export function backendEnv({ backend }: Pick<CalicoSettings, 'backend'>): EnvSetting {
  return {
    name: 'CALICO_NETWORKING_BACKEND',
    value: backend,
    isDefault: backend === 'bird',
    followsConfigMap: true,
  }
}

/**
 * The MTU of the tunnel devices, in bytes, as Felix reads it; 0 is found by Felix itself.
 *
 * @see https://docs.tigera.io/calico/latest/networking/configuring/mtu
 */
export function tunnelMtuEnv(mtuBytes: number): readonly EnvSetting[] {
  return ['FELIX_IPINIPMTU', 'FELIX_VXLANMTU'].map((name) => mtu(name, mtuBytes, mtuBytes === 0))
}

/** The MTU of pods, in bytes, where the CNI's installer is told one; else the plugin takes what Felix wrote down. */
export function podMtuEnv(mtuBytes: number): EnvSetting {
  return mtu('CNI_MTU', mtuBytes, true)
}

function mtu(name: string, mtuBytes: number, isDefault: boolean): EnvSetting {
  return { name, value: String(mtuBytes), isDefault, followsConfigMap: true }
}
