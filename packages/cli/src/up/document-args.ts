import type { ArgsDef } from 'citty'

/** Options of the CNIs, for completion. */
export const cniChoices = {
  calico: ['ipip', 'vxlan'].flatMap((mode) => ['CrossSubnet', 'Always', 'Never'].map((when) => `${mode}=${when}`)),
  flannel: ['backend=vxlan', 'backend=ipip', 'backend=host-gw', 'directRouting=true'],
} as const

/** A lab by its documents, and the CNI in the place of the definition's own. */
export const documentArgs = {
  kind: { type: 'string', valueHint: 'kind.yaml', description: 'a lab by its kind config: its nodes, its name' },
  clab: { type: 'string', valueHint: 'lab.clab.yaml', description: 'its containerlab topology' },
  workload: { type: 'string', valueHint: 'app.yaml', description: 'its manifests' },
  calico: { type: 'string', valueHint: 'ipip=CrossSubnet', description: 'Calico, with these of its options' },
  flannel: { type: 'string', valueHint: 'backend=vxlan', description: 'flannel, with these of its options' },
} as const satisfies ArgsDef
