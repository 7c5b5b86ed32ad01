import { suggest } from '@underlay/configs'
import { LabError, UnknownNameError } from '../../errors.ts'
import type { Connection } from '../connection/connection.ts'
import { refusal } from '../connection/refusal.ts'
import { getObject } from '../object/get.ts'
import { listObjects } from '../object/list.ts'
import { tryMergePatch } from '../object/merge-patch.ts'
import { everyNode, type KubernetesNode, type Taint } from './kubernetes-node.ts'

const MOST_TRIES = 10

/**
 * Takes a taint off a node, the others stay; an absent one is fine.
 *
 * It says which version of the node it has read: where the node has changed since, the API server refuses, and it reads again.
 *
 * @throws UnknownNameError when there is no such node; it offers the nearest one.
 */
export async function removeTaint(connection: Connection, node: string, taint: string): Promise<void> {
  const ref = { ...everyNode, metadata: { name: node } }
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const found = (await getObject(connection, ref)) as KubernetesNode | undefined
    if (found === undefined) throw await unknownNode(connection, node)
    const { resourceVersion } = found.metadata
    const before = found.spec.taints ?? []
    const taints = withoutTaint(before, taint)
    if (taints.length === before.length) return
    const answer = await tryMergePatch(connection, ref, { metadata: { resourceVersion }, spec: { taints } })
    if (answer.status === 200) return
    if (answer.status !== 409) throw refusal(`Node ${node}`, answer)
  }
  throw new LabError(`Node ${node} changed ${MOST_TRIES} times while its taint ${taint} was removed`, 'do it again')
}

/**
 * The taints without `key:effect`, or without every effect of `key`.
 *
 * @example
 * ```ts
 * withoutTaint([{ key: 'a', effect: 'NoSchedule' }, { key: 'b', effect: 'NoExecute' }], 'a:NoSchedule') // only b
 * ```
 */
export function withoutTaint(taints: readonly Taint[], taint: string): readonly Taint[] {
  const [key, effect] = taint.split(':')
  return taints.filter((one) => one.key !== key || (effect !== undefined && one.effect !== effect))
}

async function unknownNode(connection: Connection, node: string): Promise<UnknownNameError> {
  const names = (await listObjects(connection, everyNode)).map(({ metadata }) => metadata.name)
  return new UnknownNameError(`there is no Node ${node}`, `use ${suggest(node, names) ?? `one of ${names.join(', ')}`}`)
}
