import type { KnownDifference } from '../../src/index.ts'

const noSystemPods = 'Kubernetes’ own pods do not run'

function systemPods(workload: string, further: 'route' | 'fdb'): readonly KnownDifference[] {
  const key = further === 'fdb' ? `veth of ${workload}@*` : `${workload}@*`
  return [
    { place: 'lab', what: 'pod', key: `${workload}@*`, b: false, reason: noSystemPods },
    { what: 'interface', key: `veth of ${workload}@*`, b: false, reason: noSystemPods },
    { what: further, key, b: false, reason: noSystemPods },
  ]
}

const dockerIpv6: KnownDifference = {
  what: 'interface',
  key: 'eth0',
  field: 'addresses',
  a: 'IPv4/16, IPv6/64, link-local/64',
  b: 'IPv4/16, link-local/64',
  reason: 'Docker’s network of kind has IPv6 too; no packet of the lab goes there',
}

/**
 * In what the netns engine (b) differs from the recording of real Calico v3.32.1 with VXLAN CrossSubnet (a).
 * docs/fidelity.md has the same table.
 */
export const knownOfCalico: readonly KnownDifference[] = [
  ...systemPods('coredns', 'route'),
  ...systemPods('calico-kube-controllers', 'route'),
  dockerIpv6,
]

const noLinkLocal = 'Docker switches IPv6 off in a container, but for its own networks; with containerlab it is on'

function linkLocal(key: string, a: string): KnownDifference {
  const b = a === '' ? 'link-local/64' : `${a}, link-local/64`
  return { what: 'interface', key, field: 'addresses', a, b, reason: noLinkLocal }
}

/**
 * In what the netns engine (b) differs from real flannel v0.28.10 with VXLAN and DirectRouting on the kind engine (a).
 * docs/fidelity.md has the same table.
 */
export const knownOfFlannel: readonly KnownDifference[] = [
  ...systemPods('coredns', 'fdb'),
  dockerIpv6,
  { what: 'route', key: 'IPv6 network of eth0', b: false, reason: dockerIpv6.reason },
  { what: 'route', key: 'IPv6 default', b: false, reason: dockerIpv6.reason },
  linkLocal('net0', 'IPv4/24'),
  linkLocal('flannel.1', 'first of the block of */32'),
  linkLocal('cni0', 'in the block of */24'),
  linkLocal('veth of app@*', ''),
]
