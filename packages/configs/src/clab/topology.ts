import type { Impairment, LinkVlan } from './fabric.ts'

type Scalars = Readonly<Record<string, string | number | boolean>>

/** A node, or what nodes inherit from groups, kinds and defaults; only the keys that this package works with have types of their own. */
export interface ClabNode {
  readonly kind?: string
  readonly group?: string
  readonly image?: string
  readonly cmd?: string
  readonly entrypoint?: string
  readonly binds?: readonly string[]
  readonly 'network-mode'?: string
  /** Commands, split as containerlab splits them; no shell runs them. */
  readonly exec?: readonly string[]
  readonly env?: Scalars
  readonly labels?: Scalars
  readonly sysctls?: Scalars
  readonly 'startup-config'?: string
  /** An address of the management network, without prefix length. */
  readonly 'mgmt-ipv4'?: string
  readonly 'mgmt-ipv6'?: string
  readonly stages?: Readonly<Partial<Record<ClabStageName, ClabStage>>>
  readonly healthcheck?: ClabHealthcheck
}

/** The stages of a node's deployment, in their order. */
export type ClabStageName = 'create' | 'create-links' | 'configure' | 'healthy' | 'exit'

/** What a stage waits for, and the commands at its begin and end. */
export interface ClabStage {
  readonly 'wait-for'?: readonly { readonly node: string; readonly stage: ClabStageName }[]
  readonly exec?:
    | readonly ClabStageCommand[]
    | { readonly 'on-enter'?: readonly string[]; readonly 'on-exit'?: readonly string[] }
}

/** A command of a stage; by default it runs in the node when the stage is entered. */
export interface ClabStageCommand {
  readonly command: string
  readonly target?: 'container' | 'host'
  readonly phase?: 'on-enter' | 'on-exit'
}

/** When a node counts as healthy; times are seconds. */
export interface ClabHealthcheck {
  /** `['CMD', …]` is an argument list, `['CMD-SHELL', line]` a line for a shell. */
  readonly test?: readonly string[]
  readonly interval?: number
  readonly retries?: number
  readonly timeout?: number
  readonly 'start-period'?: number
}

/** One end of a link in the long notation. */
export interface ClabEndpoint {
  readonly node: string
  readonly interface: string
  readonly mac?: string
  /** CIDRs. */
  readonly ipv4?: string
  readonly ipv6?: string
  readonly vars?: Readonly<Record<string, unknown>>
}

/**
 * Variables of a link. containerlab hands them to templates unread; `underlay` is what the built-in wiring makes of the
 * link besides.
 */
export interface ClabLinkVars {
  readonly underlay?: { readonly vlan?: LinkVlan; readonly impairment?: Impairment }
  readonly [name: string]: unknown
}

interface ClabLinkCommon {
  /** In bytes; containerlab's default is 9500. */
  readonly mtu?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly vars?: ClabLinkVars
}

/** A link in the short notation: `endpoints: ["gw0:eth1", "br-pool0:br-pool0-net2"]`. */
export interface ClabShortLink extends ClabLinkCommon {
  readonly type?: never
  readonly endpoints: readonly string[]
  /** CIDRs of the endpoints in their order; an empty text for none. */
  readonly ipv4?: readonly string[]
  readonly ipv6?: readonly string[]
}

/** A link in the long notation: its type, and endpoints as objects. */
export interface ClabLongLink extends ClabLinkCommon {
  readonly type: string
  readonly endpoints: readonly ClabEndpoint[]
}

/** A link with one end at a node: to the host, its management network or a device of its, or to nothing. */
export interface ClabSingleLink extends ClabLinkCommon {
  readonly type: string
  readonly endpoint: ClabEndpoint
  readonly endpoints?: never
  readonly 'host-interface'?: string
  /** Of a macvlan; default `bridge`. */
  readonly mode?: string
}

/** A link, in any notation. */
export type ClabLink = ClabShortLink | ClabLongLink | ClabSingleLink

/** containerlab's management network, which every node's eth0 is in. */
export interface ClabManagement {
  readonly network?: string
  readonly bridge?: string
  readonly 'ipv4-subnet'?: string
  readonly 'ipv4-gw'?: string
  readonly 'ipv4-range'?: string
  readonly 'ipv6-subnet'?: string
  readonly 'ipv6-gw'?: string
  readonly 'ipv6-range'?: string
  readonly mtu?: number
}

/**
 * A containerlab topology, as containerlab reads it from YAML.
 *
 * @example
 * ```ts
 * const topology: ClabTopology = {
 *   name: 'lab',
 *   topology: {
 *     nodes: { 'br-pool0': { kind: 'bridge' }, gw0: { kind: 'linux', exec: ['ip addr add 10.1.5.1/24 dev eth1'] } },
 *     links: [{ endpoints: ['gw0:eth1', 'br-pool0:br-pool0-net0'], mtu: 1500 }],
 *   },
 * }
 * ```
 * @see https://containerlab.dev/manual/topo-def-file/
 */
export interface ClabTopology {
  readonly name: string
  readonly prefix?: string
  readonly mgmt?: ClabManagement
  readonly topology: {
    readonly defaults?: ClabNode
    readonly kinds?: Readonly<Record<string, ClabNode>>
    readonly groups?: Readonly<Record<string, ClabNode>>
    readonly nodes: Readonly<Record<string, ClabNode>>
    readonly links?: readonly ClabLink[]
  }
}
