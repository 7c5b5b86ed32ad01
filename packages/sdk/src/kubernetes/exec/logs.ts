import type { Connection } from '../connection/connection.ts'
import { refusal } from '../connection/refusal.ts'
import { ask } from '../connection/request.ts'
import { type ContainerRef, LOOK_AT_POD, podPath } from './container-ref.ts'

/** How much of a log. */
export interface LogOptions {
  /** Default: all of it. */
  readonly tailLines?: number
}

/** Reads what a container has written to stdout and stderr. */
export async function readLogs(
  connection: Connection,
  { namespace, pod, container }: ContainerRef,
  { tailLines }: LogOptions = {},
): Promise<string> {
  const answer = await ask(connection, {
    path: `${podPath(namespace, pod)}/log`,
    query: { container, tailLines },
  })
  if (answer.status !== 200) throw refusal(`log of Pod ${namespace}/${pod} (${container})`, answer, LOOK_AT_POD)
  return answer.body
}
