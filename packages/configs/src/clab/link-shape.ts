import type { Shape } from '../document/shape.ts'
import { about, anything, scalars, text, texts } from '../document/shape.ts'

/** An MTU in bytes. */
export const mtu: Shape = { type: 'integer', min: 68, max: 65535 }

const vid: Shape = { type: 'integer', min: 1, max: 4094 }
const positive = (max: number): Shape => ({ type: 'number', min: 0, max })
// containerlab hands all variables to templates; what is under `underlay` is this tool's.
const vars: Shape = {
  type: 'object',
  open: true,
  keys: {
    underlay: {
      type: 'object',
      keys: {
        vlan: about('One access VLAN, or a trunk with tags and maybe an untagged native one.', {
          type: 'object',
          keys: { access: vid, trunk: { type: 'list', of: vid }, native: vid },
        }),
        impairment: about('What the link does to packets, in each direction alike.', {
          type: 'object',
          keys: {
            delayMs: positive(60_000),
            jitterMs: positive(60_000),
            lossPercent: positive(100),
            rateKbit: { type: 'number', min: 1, max: 1_000_000_000 },
          },
        }),
      },
    },
  },
}

const common = { mtu: about('In bytes; 9500 where it is left out.', mtu), labels: scalars, vars }
const endpoint: Shape = {
  type: 'object',
  required: ['node', 'interface'],
  keys: { node: text, interface: text, mac: text, ipv4: text, ipv6: text, vars: anything },
}
const shortEnd: Shape = {
  type: 'string',
  written: { pattern: '^[^:]+:[^:]+$', as: 'node:interface', example: 'gw0:eth1' },
}
const shortLink: Shape = {
  type: 'object',
  required: ['endpoints'],
  keys: {
    endpoints: about("The link's two ends, node:interface: gw0:eth1.", { type: 'list', of: shortEnd, count: 2 }),
    ipv4: about('Addresses of the ends, in their order: 10.1.5.1/24.', texts),
    ipv6: about('Addresses of the ends, in their order: fd00:5::1/64.', texts),
    ...common,
  },
}
const longLink: Shape = {
  type: 'object',
  required: ['endpoints'],
  keys: { type: text, endpoints: { type: 'list', of: endpoint, count: 2 }, ipv4: texts, ipv6: texts, ...common },
}
const single = (more: Readonly<Record<string, Shape>>, ...required: readonly string[]): Shape => ({
  type: 'object',
  required: ['endpoint', ...required],
  keys: { type: text, endpoint, ...more, ...common },
})
const onHost = { 'host-interface': text }
const tunnel = single({ remote: text, vni: anything, 'dst-port': anything, 'src-port': anything })

const BY_TYPE: Readonly<Record<string, Shape>> = {
  veth: longLink,
  'veth-stitch': longLink,
  host: single(onHost, 'host-interface'),
  'mgmt-net': single(onHost, 'host-interface'),
  macvlan: single(
    { ...onHost, mode: { type: 'string', oneOf: ['private', 'vepa', 'bridge', 'passthru', 'source'] } },
    'host-interface',
  ),
  dummy: single({}),
  vxlan: tunnel,
  'vxlan-stitch': tunnel,
}

/** What containerlab's schema knows of a link; without a type it is in the short notation. */
export const link: Shape = { type: 'tagged', key: 'type', of: BY_TYPE, none: shortLink }
