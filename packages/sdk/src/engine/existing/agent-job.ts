import type { KubernetesObject } from '@underlay/configs'
import { podProgram } from '../../host/agent/kubernetes-exec.ts'

/** The namespace of the agents of all sessions. */
export const agentNamespace = 'underlay'

/** The label that tells one session's Jobs and pods from another's. */
export const sessionLabel = 'underlay.session'

/** The label of everything that the SDK makes in a cluster that is not its own. */
export const managedBy = { 'app.kubernetes.io/managed-by': 'underlay' } as const

/** The name of the agents' only container. */
export const agentContainer = 'agent'

const serviceAccount = 'agent'

/** What the agents live in: privileged pods are allowed there, whatever the cluster's default is. */
export const namespaceObject: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: agentNamespace,
    labels: { ...managedBy, 'pod-security.kubernetes.io/enforce': 'privileged' },
  },
}

/** The agents' own account, without rights: a new namespace gets its `default` one too late for a Job at once. */
export const serviceAccountObject: KubernetesObject & { readonly automountServiceAccountToken: boolean } = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  automountServiceAccountToken: false,
  metadata: { name: serviceAccount, namespace: agentNamespace, labels: managedBy },
}

/** Where an agent is to run, and from what. */
export interface AgentPlan {
  /** The Job's name; its pod has it as the label `job-name`. */
  readonly name: string
  readonly session: string
  /** Kubernetes' name of the node. */
  readonly node: string
  readonly image: string
}

/**
 * The Job of an agent: one pod with the network and the processes of its node, past scheduler and taints. It is gone as
 * soon as its pod has ended, and after an hour in any case.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/
 */
export function agentJob({ name, session, node, image }: AgentPlan): KubernetesObject & { readonly spec: object } {
  const labels = { ...managedBy, [sessionLabel]: session }
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: agentNamespace, labels },
    spec: {
      ttlSecondsAfterFinished: 0,
      activeDeadlineSeconds: 3600,
      backoffLimit: 0,
      template: {
        metadata: { labels },
        spec: {
          nodeName: node,
          hostNetwork: true,
          hostPID: true,
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: 1,
          serviceAccountName: serviceAccount,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          tolerations: [{ operator: 'Exists' }],
          containers: [
            {
              name: agentContainer,
              image,
              imagePullPolicy: 'IfNotPresent',
              command: podProgram,
              securityContext: { privileged: true },
              volumeMounts: [{ name: 'run', mountPath: '/run' }],
            },
          ],
          // The names of pods' networks are mounts, and stay in the container.
          volumes: [{ name: 'run', emptyDir: { medium: 'Memory' } }],
        },
      },
    },
  }
}
