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
  readonly env?: Readonly<Record<string, string | number | boolean>>
  readonly labels?: Readonly<Record<string, string | number | boolean>>
  readonly sysctls?: Readonly<Record<string, string | number | boolean>>
  readonly 'startup-config'?: string
}

/** One end of a link in the long notation. */
export interface ClabEndpoint {
  readonly node: string
  readonly interface: string
  readonly mac?: string
}

/** A link in the short notation: `endpoints: ["gw0:eth1", "br-pool0:br-pool0-net2"]`. */
export interface ClabShortLink {
  readonly type?: never
  readonly endpoints: readonly string[]
  /** In bytes; containerlab's default is 9500. */
  readonly mtu?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly vars?: Readonly<Record<string, unknown>>
}

/** A link in the long notation: its type, and endpoints as objects. */
export interface ClabLongLink {
  readonly type: string
  readonly endpoints: readonly ClabEndpoint[]
  /** In bytes; containerlab's default is 9500. */
  readonly mtu?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly vars?: Readonly<Record<string, unknown>>
}

/** A link between two nodes, in either notation. */
export type ClabLink = ClabShortLink | ClabLongLink

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
  readonly mgmt?: Readonly<Record<string, unknown>>
  readonly topology: {
    readonly defaults?: ClabNode
    readonly kinds?: Readonly<Record<string, ClabNode>>
    readonly groups?: Readonly<Record<string, ClabNode>>
    readonly nodes: Readonly<Record<string, ClabNode>>
    readonly links?: readonly ClabLink[]
  }
}
