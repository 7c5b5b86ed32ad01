import type { KnownDifference } from '../../src/index.ts'

const noSystemPods = 'Kubernetes’ own pods (CoreDNS, calico-kube-controllers) do not run'

function systemPods(workload: string): readonly KnownDifference[] {
  return [
    { place: 'lab', what: 'pod', key: `${workload}@*`, b: false, reason: noSystemPods },
    { what: 'interface', key: `veth of ${workload}@*`, b: false, reason: noSystemPods },
    { what: 'route', key: `${workload}@*`, b: false, reason: noSystemPods },
  ]
}

/**
 * In what the netns engine differs from the recording of real Calico v3.32.1 with VXLAN CrossSubnet. docs/fidelity.md
 * has the same table.
 */
export const knownOfCalico: readonly KnownDifference[] = [
  ...systemPods('coredns'),
  ...systemPods('calico-kube-controllers'),
  {
    what: 'interface',
    key: 'eth0',
    field: 'addresses',
    a: 'IPv4/16, IPv6/64, link-local/64',
    b: 'IPv4/16, link-local/64',
    reason: 'Docker’s network of kind has IPv6 too; no packet of the lab goes there',
  },
]
