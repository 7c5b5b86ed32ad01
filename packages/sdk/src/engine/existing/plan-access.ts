import { renderManifests, type KubernetesObject } from '@underlay/configs'
import { LabError } from '../../errors.ts'
import { publicToolsImage } from '../../docker/lab-tools.ts'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import type { KubernetesOptions } from '../../kubernetes/open.ts'
import { agentNamespace, managedBy, serviceAccountObject } from './agent-job.ts'
import { explained } from './explain.ts'
import { requiredRights, type ClusterTask, type RequiredRight, type RightsOptions } from './rights.ts'
import { rightsManifest } from './rights-manifest.ts'

/** What is asked of a cluster. */
export interface AccessRequest extends KubernetesOptions {
  readonly task: ClusterTask
  /** Who gets the rights; default the kubeconfig's user: `jane`, `system:serviceaccount:ci:bot`. */
  readonly user?: string
  /** The image of the tools pods, default `UNDERLAY_TOOLS_IMAGE`, else a public one. */
  readonly toolsImage?: string
}

/** What a task would need in a cluster, and make there. */
export interface AccessPlan {
  readonly task: ClusterTask
  readonly user: string
  readonly rights: readonly RequiredRight[]
  /** The namespace, roles and bindings that give them. */
  readonly objects: readonly KubernetesObject[]
  /** What the task itself makes there, in words. */
  readonly makes: readonly string[]
  /** What could not be looked at, and may need further rights, in words; absent when all was seen. */
  readonly unseen?: string
}

/**
 * Says which rights a task needs in a cluster that the SDK did not make, as objects to apply, and what it would make there.
 * Nothing is changed; the cluster is asked who its kubeconfig's user is, and, as far as that user may, whether it runs Calico.
 *
 * @throws LabError when the kubeconfig cannot be used, or the API server does not answer or does not know the user.
 * @example
 * process.stdout.write(formatAccess(await planAccess({ task: 'capture', kubeconfig: '/home/me/.kube/config' })))
 */
export async function planAccess({ task, user, toolsImage, ...options }: AccessRequest): Promise<AccessPlan> {
  const { openKubernetes } = await import('../../kubernetes/open.ts')
  const kubernetes = await openKubernetes(options)
  const by = { kubeconfig: options.kubeconfig, context: kubernetes.context }
  const [own, { unseen, ...calico }] = await Promise.all([
    user ?? explained(by, () => kubernetes.whoAmI()),
    task === 'verify' ? findCalico(kubernetes) : noCalico,
  ])
  const rights = requiredRights(task, calico)
  const image = toolsImage ?? (process.env['UNDERLAY_TOOLS_IMAGE'] || publicToolsImage)
  const label = Object.entries(managedBy).map(([key, value]) => `${key}=${value}`)
  return {
    task,
    user: own,
    rights,
    objects: rightsManifest(rights, own),
    makes: [
      `the ServiceAccount ${serviceAccountObject.metadata.name}, without rights and without a token`,
      `for each node that is looked at a Job with one privileged pod of ${image}, in the node's network`,
      `all of it in the namespace ${agentNamespace} with the label ${label}, and gone when the command ends, kill -9 included`,
    ],
    ...(unseen !== undefined && { unseen }),
  }
}

/**
 * The plan as one YAML text for `kubectl apply -f -`; what is no object stands in comments.
 *
 * @example
 * process.stdout.write(formatAccess(plan))
 */
export function formatAccess({ task, user, rights, objects, makes, unseen }: AccessPlan): string {
  const comments = [
    `What underlay ${task} needs in this cluster, for ${user}. Nothing was changed.`,
    'Who administers the cluster applies it: underlay … --dry-run | kubectl apply -f -',
    'The rights, and what for:',
    ...rights.map(
      ({ verb, resource, group, namespace, names, why }) =>
        `  ${verb} ${resource}${group === '' ? '' : `.${group}`}${names ? ` ${names}` : ''}${namespace ? ` in ${namespace}` : ''}: ${why}`,
    ),
    'What it makes there:',
    ...makes.map((line) => `  ${line}`),
    ...(unseen === undefined ? [] : [`NOT COMPLETE: ${unseen}`]),
  ]
  const lines = comments.flatMap((line) => line.split(/[\r\n\u0085\u2028\u2029]/))
  return `${lines.map((line) => `# ${line}`).join('\n')}\n${renderManifests(objects)}`
}

interface FoundCalico extends RightsOptions {
  readonly unseen?: string
}

const noCalico: FoundCalico = {}

async function findCalico(kubernetes: Pick<Kubernetes, 'pods'>): Promise<FoundCalico> {
  try {
    const [pod] = await kubernetes.pods({ labels: { 'k8s-app': 'calico-node' } })
    const calicoNamespace = pod?.metadata.namespace
    return calicoNamespace === undefined ? noCalico : { calicoNamespace }
  } catch (error) {
    // Who has no rights yet asks for them.
    if (!(error instanceof LabError)) throw error
    const [why] = error.message.split('\n')
    return {
      unseen: `whether the cluster runs Calico could not be seen (${why}). If it does, apply this, then run --dry-run again: it adds the right to ask Calico's BIRD for its sessions.`,
    }
  }
}
