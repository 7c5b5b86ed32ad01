import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import type { Shape } from '../document/shape.ts'
import { anything, checkShape, flag, isMapping, scalars, text, texts } from '../document/shape.ts'

const CHECKED: Readonly<Record<string, Shape>> = {
  kind: text,
  group: text,
  image: text,
  cmd: text,
  entrypoint: text,
  binds: texts,
  'network-mode': text,
  exec: texts,
  env: scalars,
  labels: scalars,
  sysctls: scalars,
  'startup-config': text,
}

/** Keys of a node that containerlab knows and that are passed on unread. */
export const UNREAD_NODE_KEYS: readonly string[] =
  'aliases auto-remove cap-add certificate components config cpu cpu-set credentials devices dns enforce-startup-config env-files extras healthcheck image-pull-policy license memory mgmt-ipv4 mgmt-ipv6 mgmt_ipv4 mgmt_ipv6 ports position publish restart-policy runtime SANs shm-size stages startup-delay suppress-startup-config tmpfs type ulimits user wait-for'.split(
    ' ',
  )

const node: Shape = {
  type: 'object',
  keys: { ...Object.fromEntries(UNREAD_NODE_KEYS.map((key) => [key, anything])), ...CHECKED },
}
const nodes: Shape = { type: 'map', of: node }

// Links are checked one by one, because their keys depend on their type.
const root: Shape = {
  type: 'object',
  required: ['name', 'topology'],
  keys: {
    name: text,
    prefix: text,
    mgmt: { type: 'map', of: anything },
    settings: anything,
    debug: flag,
    topology: {
      type: 'object',
      required: ['nodes'],
      keys: { defaults: node, kinds: nodes, groups: nodes, nodes, links: { type: 'list', of: anything } },
    },
  },
}

const mtu: Shape = { type: 'integer', min: 68, max: 65535 }
const common = { mtu, labels: scalars, vars: anything }
const shortLink: Shape = { type: 'object', required: ['endpoints'], keys: { endpoints: texts, ...common } }
const endpoint: Shape = {
  type: 'object',
  required: ['node', 'interface'],
  keys: { node: text, interface: text, mac: text, ipv4: text, ipv6: text, vars: anything },
}
const longLink: Shape = {
  type: 'object',
  required: ['endpoints'],
  keys: { type: text, endpoints: { type: 'list', of: endpoint }, ...common },
}

/** Refuses what containerlab's schema does not know. Links of other types than veth are left to the engine's own refusal. */
export function checkTopologyShape(review: Review, value: unknown): void {
  checkShape(review, value, root)
  const topology = isMapping(value) ? value['topology'] : undefined
  const links = isMapping(topology) ? topology['links'] : undefined
  if (!Array.isArray(links)) return
  for (const [index, link] of links.entries()) checkLink(review, link, ['topology', 'links', index])
}

function checkLink(review: Review, link: unknown, path: Path): void {
  const type = isMapping(link) ? link['type'] : undefined
  if (typeof type === 'string' && type !== 'veth') return
  checkShape(review, link, type === undefined ? shortLink : longLink, path)
}
