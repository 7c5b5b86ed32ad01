import type { DockerInfo } from '../docker/info.ts'
import type { DockerNetwork } from '../docker/networks.ts'

/** What is to be known of a machine before a kind cluster is created on it. Plain data; what is not known is absent. */
export interface HostFacts {
  /** The Docker Engine, or why it cannot be used. */
  readonly docker: DockerInfo | DockerProblem
  /** `0.33.0`; absent when there is no kind. */
  readonly kindVersion?: string
  /** Limits for each user of the engine's machine; absent when that is another machine. */
  readonly inotify?: InotifyLimits
  /** What is free for Docker's images and volumes, in bytes; absent when they are on another machine. */
  readonly freeBytes?: number
  /** Of this machine, as Docker calls it: `x86_64`, `aarch64`. */
  readonly architecture: string
  /** The names of the kind clusters that exist. */
  readonly clusters: readonly string[]
  readonly networks: readonly DockerNetwork[]
  /** The name of the network that kind's nodes join: `kind`. */
  readonly kindNetwork: string
  /** IPv4 routes of the engine's machine; none when that is another machine. */
  readonly routes: readonly HostRoute[]
}

/** Why Docker cannot be used, and what to do. */
export interface DockerProblem {
  readonly problem: string
  readonly fix: string
}

/** The kernel's inotify limits for each user. */
export interface InotifyLimits {
  readonly maxUserInstances: number
  readonly maxUserWatches: number
}

/** A route of a machine; `destination` is a CIDR, `0.0.0.0/0` the default route. */
export interface HostRoute {
  readonly destination: string
  readonly device: string
}

/** What speaks against creating a cluster; an `error` will fail it, a `warning` may. */
export interface PreflightProblem {
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly fix: string
}
