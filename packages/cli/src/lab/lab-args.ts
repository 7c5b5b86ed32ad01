import type { ArgsDef } from 'citty'

/** Which lab, or which cluster that others made. */
export const labArgs = {
  lab: { type: 'string', alias: 'l', valueHint: 'name', description: 'which lab; default the only one that runs' },
  engine: { type: 'enum', options: ['auto', 'kind', 'netns'], description: 'which engine has the lab; default any' },
  kubeconfig: { type: 'string', valueHint: 'file', description: 'in place of a lab, a cluster that exists' },
  context: { type: 'string', valueHint: 'name', description: 'a context of the kubeconfig; default its current one' },
} as const satisfies ArgsDef

/** The same, for what needs rights in a cluster that others made. */
export const accessArgs = {
  ...labArgs,
  'dry-run': {
    type: 'boolean',
    description: 'with --kubeconfig or --context: print the RBAC that it needs there, for kubectl apply -f -',
  },
} as const satisfies ArgsDef

/** The values of {@link labArgs}. */
export interface LabArgs {
  readonly lab?: string | undefined
  readonly engine?: 'auto' | 'kind' | 'netns' | undefined
  readonly kubeconfig?: string | undefined
  readonly context?: string | undefined
}
