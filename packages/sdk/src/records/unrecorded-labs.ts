import type { ListedContainer } from '../docker/list-containers.ts'
import type { LabRecord } from './lab-record.ts'

/** Whose labs are looked for, by engine. */
export interface Owners {
  readonly kind: string
  readonly netns: string
}

/**
 * The labs of which there is nothing but containers with our label: those of these owners that are none of the labs known
 * otherwise.
 */
export function unrecordedLabs(
  containers: readonly ListedContainer[],
  known: readonly Pick<LabRecord, 'name' | 'engine'>[],
  owners: Owners,
  user: string,
): readonly LabRecord[] {
  return (['kind', 'netns'] as const).flatMap((engine) => {
    const orphans = containers.filter(
      ({ lab, owner }) =>
        lab !== '' && owner === owners[engine] && !known.some((one) => one.engine === engine && one.name === lab),
    )
    return [...new Set(orphans.map(({ lab }) => lab))].map((name) => {
      const own = orphans.filter(({ lab }) => lab === name)
      return {
        name,
        engine,
        ...(engine === 'netns' && { host: 'docker' as const }),
        state: 'stale' as const,
        owner: { user },
        startedMs: Math.min(...own.map(({ createdMs }) => createdMs)),
        owns: own.map((container) => `container ${container.name}`),
        reason: engine === 'kind' ? 'there is no record of it' : 'its supervisor has ended',
        garbage: true,
      }
    })
  })
}
