import type { Connection } from '../connection/connection.ts'
import { mergePatch } from '../object/merge-patch.ts'
import { everyNode } from './kubernetes-node.ts'

/** Sets labels of a node; null removes one. */
export async function labelNode(
  connection: Connection,
  node: string,
  labels: Readonly<Record<string, string | null>>,
): Promise<void> {
  await mergePatch(connection, { ...everyNode, metadata: { name: node } }, { metadata: { labels } })
}
