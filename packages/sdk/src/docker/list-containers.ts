import { docker, type DockerOptions } from './docker.ts'
import { labLabel, ownerLabel } from './lab-labels.ts'

/** A container as `docker ps` has it. */
export interface ListedContainer {
  readonly id: string
  readonly name: string
  readonly running: boolean
  /** Milliseconds since the epoch, to the second. */
  readonly createdMs: number
  /** The lab that it says to be of, and whose that is; empty when it says none. */
  readonly lab: string
  readonly owner: string
}

/**
 * Lists all containers of the Docker Engine, running or not, in one call of Docker.
 *
 * @throws EngineError when the Docker Engine cannot be reached; with the fix.
 * @example
 * ```ts
 * (await listContainers()).filter(({ lab }) => lab !== '').map(({ name }) => name) // ['lab-underlay']
 * ```
 */
export async function listContainers(options: DockerOptions = {}): Promise<readonly ListedContainer[]> {
  const labels = [labLabel, ownerLabel].map((label) => `{{.Label "${label}"}}`)
  const format = ['{{.ID}}', '{{.Names}}', '{{.State}}', '{{.CreatedAt}}', ...labels].join('\t')
  const rows = await docker(['ps', '--all', '--no-trunc', '--format', format], options)
  return rows.split('\n').flatMap((row) => {
    const [id = '', name = '', state = '', created = '', lab = '', owner = ''] = row.split('\t')
    return id === '' ? [] : [{ id, name, running: state === 'running', createdMs: parseTime(created), lab, owner }]
  })
}

/** The time of a container, as Go writes it: 2026-11-23 08:04:50 +0000 UTC, with the name of the zone at its end. */
export function parseTime(text: string): number {
  const [date, time, offset] = text.split(' ')
  return Date.parse(`${date}T${time}${offset}`)
}
