import { dockerInfo } from '../docker/info.ts'
import { LabError } from '../errors.ts'
import { kindVersion } from '../kind/kind-version.ts'

/** Which engine builds a lab. `auto` takes kind when Docker and kind answer, else netns. */
export type EngineName = 'auto' | 'kind' | 'netns'

const names: readonly EngineName[] = ['auto', 'kind', 'netns']

const answerTimeoutMs = 10_000

/**
 * The engine that was asked for: the option, else `UNDERLAY_ENGINE`, else `auto`.
 *
 * @throws LabError when there is no such engine.
 */
export function engineAsked(option: string | undefined): EngineName {
  const wanted = option ?? (process.env.UNDERLAY_ENGINE || 'auto')
  const known = names.find((name) => name === wanted)
  if (known === undefined) throw new LabError(`there is no engine ${wanted}`, `one of ${names.join(', ')}`)
  return known
}

/** The engine to build with; what `auto` chose, and why, is said. */
export async function chooseEngine(option: string | undefined, say: (line: string) => void): Promise<'kind' | 'netns'> {
  const asked = engineAsked(option)
  if (asked !== 'auto') return asked
  const how = { timeoutMs: answerTimeoutMs }
  // Neither is left behind, and of two reasons the first is told, whichever came first.
  const [docker, kind] = await Promise.allSettled([dockerInfo(how), kindVersion(how)])
  if (docker.status === 'fulfilled' && kind.status === 'fulfilled') {
    const { serverVersion } = docker.value
    say(`engine kind: Docker ${serverVersion} and kind ${kind.value} answer (UNDERLAY_ENGINE=netns for the other)`)
    return 'kind'
  }
  const error: unknown = docker.status === 'rejected' ? docker.reason : kind.status === 'rejected' && kind.reason
  if (!(error instanceof LabError)) throw error
  say(`engine netns: ${error.message.split('\n')[0]}`)
  return 'netns'
}
