import { dockerInfo } from '../docker/info.ts'
import { listContainers, type ListedContainer } from '../docker/list-containers.ts'
import { LabError, ToolMissingError } from '../errors.ts'

/** What Docker has, or why that is not known. */
export type DockerSight =
  | { readonly engineId: string; readonly containers: readonly ListedContainer[] }
  | { readonly problem: string; readonly installed: boolean }

const answerTimeoutMs = 3000

/** Looks at all of Docker's containers; an engine that does not answer within 3 s is a fact and no error. */
export async function lookAtDocker(): Promise<DockerSight> {
  const options = { timeoutMs: answerTimeoutMs }
  // Neither is left running, whichever fails.
  const [info, containers] = await Promise.allSettled([dockerInfo(options), listContainers(options)])
  if (info.status === 'fulfilled' && containers.status === 'fulfilled') {
    return { engineId: info.value.id, containers: containers.value }
  }
  const error: unknown =
    info.status === 'rejected' ? info.reason : containers.status === 'rejected' && containers.reason
  if (!(error instanceof LabError)) throw error
  return { problem: error.message.split('\n')[0] ?? '', installed: !(error instanceof ToolMissingError) }
}
