import { isIpv4Cidr, networkOf } from '../address/cidr.ts'
import { isIpv4 } from '../address/ip.ts'
import { itemsOf } from '../cni/api-list.ts'
import type { CniModel, CniNode } from '../cni/model.ts'
import { isMapping } from '../document/shape.ts'
import { textAt, valueAt } from '../document/value-at.ts'
import { flannelDatapath } from './cni.ts'
import { jsonValue } from './json-key.ts'
import { NET_CONF, parseNetConf } from './net-conf.ts'
import type { FlannelBackend } from './settings.ts'

/** flannel's objects as the API gives them; anything else counts as empty. */
export interface FlannelObjects {
  /** The ConfigMap `kube-flannel-cfg`. */
  readonly configMap: unknown
  /** Nodes of `v1`: a list with `items`, or an array. */
  readonly nodes: unknown
}

const PUBLIC_IP = ['metadata', 'annotations', 'flannel.alpha.coreos.com/public-ip']
const BACKENDS: ReadonlyMap<unknown, FlannelBackend> = new Map([
  ['vxlan', 'vxlan'],
  ['ipip', 'ipip'],
  ['host-gw', 'host-gw'],
] as const)

/**
 * Reads flannel's datapath from a cluster's own objects; undefined without a `net-conf.json` of a backend that is modelled (vxlan, ipip, host-gw).
 *
 * Never throws: what has another shape is left out. A node's address is its annotation `flannel.alpha.coreos.com/public-ip`, without mask, its block the IPv4 podCIDR;
 * nodes without the annotation are left out.
 *
 * @example
 * ```ts
 * const conf = '{ "Network": "10.98.0.0/16", "Backend": { "Type": "vxlan" } }'
 * readFlannel({ configMap: { data: { 'net-conf.json': conf } }, nodes: [] })?.tunnel?.device // 'flannel.1'
 * ```
 * @see https://github.com/flannel-io/flannel/blob/master/pkg/subnet/kube/kube.go
 */
export function readFlannel(objects: FlannelObjects): CniModel | undefined {
  const conf = parseNetConf(textAt(objects.configMap, ['data', NET_CONF]) ?? '')
  const network = conf && jsonValue(conf, 'Network')
  const options = conf && jsonValue(conf, 'Backend')
  if (typeof network !== 'string' || !isIpv4Cidr(network) || !isMapping(options)) return undefined
  const backend = BACKENDS.get(jsonValue(options, 'Type'))
  if (!backend) return undefined
  return {
    name: 'flannel',
    podCidr: networkOf(network),
    ...flannelDatapath(
      {
        backend,
        directRouting: jsonValue(options, 'DirectRouting') === true,
        vni: integer(jsonValue(options, 'VNI')) ?? 1,
        // Port 0 is the kernel's own.
        port: integer(jsonValue(options, 'Port')) || 8472,
      },
      networkOf(network),
    ),
    nodes: Object.fromEntries(itemsOf(objects.nodes).flatMap(readNode)),
  }
}

function readNode(node: unknown): readonly (readonly [string, CniNode])[] {
  const name = textAt(node, ['metadata', 'name'])
  const address = textAt(node, PUBLIC_IP)
  if (name === undefined || address === undefined || !isIpv4(address)) return []
  const several = valueAt(node, ['spec', 'podCIDRs'])
  const cidrs: readonly unknown[] = Array.isArray(several) ? several : [valueAt(node, ['spec', 'podCIDR'])]
  return [[name, { address, blocks: cidrs.filter((cidr) => typeof cidr === 'string').filter(isIpv4Cidr) }]]
}

function integer(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined
}
