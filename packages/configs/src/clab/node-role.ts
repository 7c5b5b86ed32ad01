import { isConfigBoot, isFrrFile } from './bind.ts'
import { KIND_LABEL, labelledKind, VYOS_KIND } from './gateway-document.ts'
import type { ReadNode } from './read-node.ts'

/** What a node of a topology is in the fabric. */
export type NodeRole = 'vyos' | 'frr' | 'linux' | 'host'

const FORWARDING = /^net[./](?:ipv4[./](?:ip_forward|conf[./]all[./]forwarding)|ipv6[./]conf[./]all[./]forwarding)$/

/**
 * What a node with a network of its own is.
 *
 * With a bound `config.boot`, or of containerlab's kind for VyOS, it is a VyOS gateway; with files for /etc/frr, or an
 * image named frr, an FRR gateway. Else it is a plain gateway when its `sysctls` or `exec` turn forwarding on, or when it
 * has two links and nothing turns forwarding off: a container forwards by default, as Docker's host does. Everything else
 * is a host. The label `underlay.gateway` says otherwise: the kind that it names carries out the description.
 */
export function roleOf({ node, exec, ends }: Pick<ReadNode, 'node' | 'exec' | 'ends'>): NodeRole {
  const labelled = labelledKind(node.labels.get(KIND_LABEL)?.value ?? '')
  if (labelled) return labelled
  if (node.kind === VYOS_KIND || node.binds.some(({ value }) => isConfigBoot(value))) return 'vyos'
  if (node.binds.some(({ value }) => isFrrFile(value)) || /(?:^|\/)[^/:@]*frr[^/]*$/.test(node.image)) return 'frr'
  const said = [...[...node.sysctls].map(([name, { value }]) => [name, value] as const), ...exec.sysctls]
    .filter(([name]) => FORWARDING.test(name))
    .map(([, value]) => value)
  if (said.includes('1')) return 'linux'
  return ends.length >= 2 && !said.includes('0') ? 'linux' : 'host'
}
