import { LabError } from '../../errors.ts'
import type { Lifecycle } from '../engine.ts'

/** The changes that the SDK does not make to a cluster that is not its own. */
export type RefusedChanges = Pick<
  Lifecycle,
  | 'attach'
  | 'installCalico'
  | 'installFlannel'
  | 'removeControlPlaneTaint'
  | 'remove'
  | 'removePod'
  | 'addNodes'
  | 'destroy'
>

/** Every one of them is refused, before anything is touched. */
export function refusedChanges(context: string): RefusedChanges {
  const refuse = (change: string, instead: string) => async (): Promise<never> => {
    throw new LabError(`the cluster of ${context} is not the SDK's to change: ${change}`, instead)
  }
  const own = 'createKindCluster makes a lab of your own'
  return {
    attach: refuse('no fabric is attached to it', own),
    installCalico: refuse('Calico is not installed there', `kubectl apply, or ${own}`),
    installFlannel: refuse('flannel is not installed there', `kubectl apply, or ${own}`),
    removeControlPlaneTaint: refuse(
      'taints stay',
      'kubectl taint nodes --all node-role.kubernetes.io/control-plane:NoSchedule-',
    ),
    remove: refuse('nothing is deleted there', 'kubectl delete'),
    removePod: refuse('no pod is deleted there', 'kubectl delete pod'),
    addNodes: refuse('no node is added to it', own),
    destroy: refuse('it is not destroyed', 'close the handle, which removes what the SDK made there'),
  }
}
