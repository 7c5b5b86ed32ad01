import { docker, type DockerOptions } from '../docker/docker.ts'
import { parseTime } from '../docker/list-containers.ts'

/** A node of a kind cluster: a container. */
export interface ClusterContainer {
  /** 64 hex digits. */
  readonly id: string
  /** The container's and Kubernetes' name, `lab-worker2`. */
  readonly name: string
  /** `control-plane`, `worker`, or `external-load-balancer`, which is no Kubernetes node. */
  readonly role: string
  readonly running: boolean
  /** Somebody is just removing it. */
  readonly removing: boolean
  /** Milliseconds since the epoch, to the second. */
  readonly createdMs: number
}

const clusterLabel = 'io.x-k8s.kind.cluster'
const roleLabel = 'io.x-k8s.kind.role'

/**
 * Lists the containers of a kind cluster by their label, running or not, in one call of Docker, in the order of their names.
 *
 * @throws EngineError when the Docker Engine cannot be reached; with the fix.
 * @example
 * ```ts
 * (await clusterNodes('lab')).map(({ name }) => name) // ['lab-control-plane', 'lab-worker']
 * ```
 * @see https://github.com/kubernetes-sigs/kind/blob/main/pkg/cluster/internal/providers/docker/constants.go
 */
export async function clusterNodes(cluster: string, options: DockerOptions = {}): Promise<readonly ClusterContainer[]> {
  const format = `{{.ID}}\t{{.Names}}\t{{.Label "${roleLabel}"}}\t{{.State}}\t{{.CreatedAt}}`
  const filter = `label=${clusterLabel}=${cluster}`
  const rows = await docker(['ps', '--all', '--no-trunc', '--filter', filter, '--format', format], options)
  const nodes = rows.split('\n').flatMap((row) => {
    const [id = '', name = '', role = '', state = '', created = ''] = row.split('\t')
    const [running, removing] = [state === 'running', state === 'removing']
    return id === '' ? [] : [{ id, name, role, running, removing, createdMs: parseTime(created) }]
  })
  return nodes.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}

/**
 * The names of all kind clusters that the Docker Engine has containers of.
 *
 * @throws EngineError when the Docker Engine cannot be reached; with the fix.
 * @example
 * ```ts
 * await clusterNames() // ['lab']
 * ```
 */
export async function clusterNames(options: DockerOptions = {}): Promise<readonly string[]> {
  const format = `{{.Label "${clusterLabel}"}}`
  const rows = await docker(['ps', '--all', '--filter', `label=${clusterLabel}`, '--format', format], options)
  return [...new Set(rows.split('\n').filter((row) => row !== ''))].sort()
}
