import { LabError } from '../../errors.ts'
import type { FabricDriverChoice } from '../../fabric/containerlab/driver.ts'

/** What only an engine with containers does. */
export interface KindOnly {
  readonly version?: string | undefined
  readonly manifest?: string | undefined
  readonly registry?: string | undefined
  readonly driver?: FabricDriverChoice | undefined
}

/**
 * Refuses what the netns engine does by itself, where something else was asked to do it.
 *
 * @throws LabError when such a thing was asked for.
 */
export function refuseKindOnly({ version, manifest, registry, driver }: KindOnly): void {
  const asked = [
    ...(version === undefined ? [] : [`version ${version} of a CNI`]),
    ...(manifest === undefined ? [] : ['a manifest of a CNI']),
    ...(registry === undefined ? [] : [`images of ${registry}`]),
    ...(driver === 'containerlab' ? ['containerlab'] : []),
  ]
  if (asked.length === 0) return
  throw new LabError(
    `the netns engine does by itself what ${asked.join(' and ')} would do`,
    "leave it out; or underlay up --engine kind, or bringUpLab(lab, { engine: 'kind' })",
  )
}
