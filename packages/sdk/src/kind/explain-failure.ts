import { EngineError } from '../errors.ts'
import { dockerUnreachable } from '../docker/unreachable.ts'
import { plainLine } from '../process/lines.ts'

interface KnownFailure {
  readonly said: RegExp
  readonly fix: (cluster: string, found: RegExpExecArray) => string
}

const cgroupFix =
  'Kubernetes 1.35 and later need cgroup v2: use a node image up to v1.34 (UNDERLAY_NODE_IMAGE), or boot the host with systemd.unified_cgroup_hierarchy=1'

const keepNodes = "createKindCluster(config, { keep: 'on-failure' })"

const inotifyFix = 'sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512'

// The first that matches is told: what is a cause stands before what is its consequence.
const known: readonly KnownFailure[] = [
  {
    said: /already exist for a cluster with the name/,
    fix: (cluster) => `kind delete cluster --name ${cluster}, or choose another name`,
  },
  { said: /no space left on device/i, fix: () => 'docker system prune --volumes, or give Docker a larger disk' },
  { said: /too many open files/i, fix: () => inotifyFix },
  {
    said: /(?::(\d+)[^\n]*)?(?:port is already allocated|address already in use|failed to bind (?:host )?port)/i,
    fix: (_, [, port]) => `stop what listens on port ${port ?? 'named above'}, or choose another hostPort`,
  },
  {
    said: /non-overlapping IPv4 address pool|pool overlaps with other one/i,
    fix: () => 'docker network prune, or free the subnet that the message names',
  },
  {
    said: /failed to pull image "([^"]*)"/,
    fix: (_, [, image = '']) =>
      `docker pull ${image} on a machine with network and docker load here, or name an image that is here (UNDERLAY_NODE_IMAGE)`,
  },
  {
    said: /no such image|manifest unknown|pull access denied/i,
    fix: () => 'docker pull the node image, or name one that is here (UNDERLAY_NODE_IMAGE)',
  },
  {
    said: /not run on a host using cgroup v1|cgroups? v1 (?:support )?is (?:not supported|unsupported)/i,
    fix: () => cgroupFix,
  },
  {
    said: /could not find a log line that matches/,
    fix: (cluster) =>
      `a node did not boot: keep it (${keepNodes}) and read docker logs ${cluster}-control-plane; often it is inotify: ${inotifyFix}`,
  },
  {
    said: /kubelet (?:is not running|isn't running|is not healthy)|wait-control-plane|timed out waiting for the condition/i,
    fix: (cluster) =>
      `the kubelet did not come up: keep the nodes (${keepNodes}) and read docker exec ${cluster}-control-plane journalctl -u kubelet`,
  },
]

/**
 * The error for a failed `kind create cluster`: kind's own error, the last lines of the command that failed, and the
 * fix where it is known. `said` is kind's standard error, whole.
 *
 * @example
 * ```ts
 * explainFailure('lab', 'ERROR: failed to create cluster: node(s) already exist for a cluster with the name "lab"').fix
 * // 'kind delete cluster --name lab, or choose another name'
 * ```
 * @see https://github.com/kubernetes-sigs/kind/blob/main/cmd/kind/app/main.go
 */
export function explainFailure(cluster: string, said: string, exitCode = 1): EngineError {
  const lines = said
    .split(/[\r\n]+/)
    .map(plainLine)
    .filter((line) => line !== '')
  const at = lines.findIndex((line) => line.startsWith('ERROR:'))
  const told = at === -1 ? lines.slice(-6) : [lines[at] ?? '', ...lines.slice(at + 1).slice(-6)]
  const step = lines.findLast((line) => line.startsWith('✗ '))
  const what = `kind did not create the cluster ${cluster}${step === undefined ? '' : ` (${step})`}`
  if (at === -1 && exitCode > 128) {
    const last = lines.at(-1) ?? 'it said nothing'
    return new EngineError(`${what}: it was killed (signal ${exitCode - 128}) after ${shortened(last)}`, 'try again')
  }
  const message = `${what}: ${told.map(shortened).join('\n  ') || 'it said nothing'}`
  const text = lines.slice(Math.max(at, 0)).join('\n')
  const unreachable = dockerUnreachable(text, process.env.DOCKER_HOST ?? '')
  return new EngineError(message, unreachable?.fix ?? fixOf(cluster, text))
}

// A docker run of kind has some 30 arguments.
function shortened(line: string): string {
  return line.replace(/command "((?:\S+ ){3}\S+) .*" failed/, 'command "$1 …" failed').slice(0, 500)
}

function fixOf(cluster: string, text: string): string | undefined {
  for (const { said, fix } of known) {
    const found = said.exec(text)
    if (found !== null) return fix(cluster, found)
  }
  return undefined
}
