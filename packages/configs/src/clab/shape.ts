import type { Review } from '../document/review.ts'
import type { Shape } from '../document/shape.ts'
import { anything, checkShape, flag, isMapping, scalars, text, texts } from '../document/shape.ts'
import { checkLinkShape, mtu } from './link-shape.ts'

const seconds: Shape = { type: 'integer', min: 0, max: 86400 }
const stageNames = ['create', 'create-links', 'configure', 'healthy', 'exit']
const waitFor: Shape = {
  type: 'list',
  of: {
    type: 'object',
    required: ['node', 'stage'],
    keys: { node: text, stage: { type: 'string', oneOf: stageNames } },
  },
}
// Its commands are checked where they are read: they have two notations.
const stage: Shape = { type: 'object', keys: { 'wait-for': waitFor, exec: anything }, nullable: true }

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
  'mgmt-ipv4': text,
  'mgmt-ipv6': text,
  stages: { type: 'object', keys: Object.fromEntries(stageNames.map((name) => [name, stage])) },
  healthcheck: {
    type: 'object',
    keys: { test: texts, interval: seconds, retries: seconds, timeout: seconds, 'start-period': seconds },
  },
}

/** Keys of a node that containerlab knows and that are passed on unread. */
export const UNREAD_NODE_KEYS: readonly string[] =
  'aliases auto-remove cap-add certificate cgroup-parent cgroupns-mode components config cpu cpu-set credentials devices dns enforce-startup-config env-files extras hostname image-pull-policy license link-apply-mode memory mgmt_ipv4 mgmt_ipv6 pid-mode ports position privileged publish restart-policy runtime SANs security-opts shm-size startup-delay suppress-startup-config tmpfs type ulimits user volumes wait-for'.split(
    ' ',
  )

const node: Shape = {
  type: 'object',
  keys: { ...Object.fromEntries(UNREAD_NODE_KEYS.map((key) => [key, anything])), ...CHECKED },
  nullable: true,
}
const nodes: Shape = { type: 'map', of: node }

const mgmt: Shape = {
  type: 'object',
  keys: {
    ...Object.fromEntries(
      'network bridge ipv4-subnet ipv4-gw ipv4-range ipv6-subnet ipv6-gw ipv6-range ipv4_subnet ipv6_subnet'
        .split(' ')
        .map((key) => [key, text]),
    ),
    mtu,
    'external-access': flag,
    'skip-when-unused': flag,
    'driver-opts': scalars,
  },
}

// Links are checked one by one, because their keys depend on their type.
const root: Shape = {
  type: 'object',
  required: ['name', 'topology'],
  keys: {
    name: text,
    prefix: text,
    mgmt,
    settings: anything,
    debug: flag,
    topology: {
      type: 'object',
      required: ['nodes'],
      keys: { defaults: node, kinds: nodes, groups: nodes, nodes, links: { type: 'list', of: anything } },
    },
  },
}

/** Refuses what containerlab's schema does not know. */
export function checkTopologyShape(review: Review, value: unknown): void {
  checkShape(review, value, root)
  const topology = isMapping(value) ? value['topology'] : undefined
  const links = isMapping(topology) ? topology['links'] : undefined
  if (!Array.isArray(links)) return
  for (const [index, link] of links.entries()) checkLinkShape(review, link, ['topology', 'links', index])
}
