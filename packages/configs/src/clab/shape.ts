import type { Shape } from '../document/shape.ts'
import { about, anything, flag, scalars, text, texts } from '../document/shape.ts'
import { link, mtu } from './link-shape.ts'

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
// Texts by phase are containerlab's older notation.
const stageCommands: Shape = {
  type: 'either',
  mapping: { type: 'object', keys: { 'on-enter': texts, 'on-exit': texts } },
  other: {
    type: 'list',
    of: {
      type: 'object',
      required: ['command'],
      keys: {
        command: text,
        target: { type: 'string', oneOf: ['container', 'host'] },
        phase: { type: 'string', oneOf: ['on-enter', 'on-exit'] },
      },
    },
  },
}
const stage: Shape = { type: 'object', keys: { 'wait-for': waitFor, exec: stageCommands }, nullable: true }

const CHECKED: Readonly<Record<string, Shape>> = {
  kind: about('linux, bridge, ext-container, vyosnetworks_vyos, …', text),
  group: text,
  image: text,
  cmd: text,
  entrypoint: text,
  binds: about('Files of this machine in the node: path:path-in-node.', texts),
  'network-mode': about('container:NODE: the node shares the network of that container.', text),
  exec: about('Commands that run in the node once it is wired; no shell reads them.', texts),
  env: about('The environment of its commands.', scalars),
  labels: scalars,
  sysctls: about('Kernel settings of its network.', scalars),
  'startup-config': about('The file that a router starts with.', text),
  'mgmt-ipv4': about('Its address in the management network.', text),
  'mgmt-ipv6': about('Its address in the management network.', text),
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

/** What containerlab's schema knows of a topology, as far as it is read here. */
export const topologyShape: Shape = {
  type: 'object',
  required: ['name', 'topology'],
  keys: {
    name: about("The lab's name.", text),
    prefix: about('What containers are called by before their names; clab where it is left out.', text),
    mgmt: about('The management network, which eth0 of gateways and hosts is in.', mgmt),
    settings: anything,
    debug: flag,
    topology: {
      type: 'object',
      required: ['nodes'],
      keys: {
        defaults: about('What every node has that does not say otherwise.', node),
        kinds: about('The same for the nodes of a kind.', nodes),
        groups: about('The same for the nodes of a group.', nodes),
        nodes: about('The nodes by their names.', nodes),
        links: about('The cables.', { type: 'list', of: link }),
      },
    },
  },
}
