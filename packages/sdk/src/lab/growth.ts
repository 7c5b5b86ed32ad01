import { isDeepStrictEqual } from 'node:util'
import {
  describeCluster,
  describeFabric,
  type ClabTopology,
  type FabricGateway,
  type FabricModel,
  type KindConfig,
} from '@underlay/configs'
import { LabStateError } from '../errors.ts'
import { routerOf } from '../gateway/plan-gateway.ts'
import type { FabricRecord } from './state.ts'

/** The documents of a lab with all that it has and more. */
export interface GrownDocuments {
  readonly kind: KindConfig
  readonly topology: ClabTopology
  readonly files: Readonly<Record<string, string>>
}

/** What grown documents add: short names of nodes, and gateways and hosts of the fabric. */
export interface Growth {
  readonly nodes: readonly string[]
  readonly others: readonly string[]
}

/**
 * What documents add to those of a lab.
 *
 * @throws LabStateError when they do not have everything that the lab has, as it is; it names the first difference.
 * @throws TopologyError with every mistake in them.
 */
export function growthOf(
  before: { readonly kind: KindConfig; readonly fabric: FabricRecord },
  grown: GrownDocuments,
): Growth {
  const keys = Object.keys({ ...before.kind, ...grown.kind }).filter((name) => name !== 'nodes')
  const key = keys.find((name) => !same(valueOf(before.kind, name), valueOf(grown.kind, name)))
  if (key !== undefined) throw differs(`${key} of the kind config`)
  const [old, cluster] = [describeCluster(before.kind), describeCluster(grown.kind)]
  for (const [index, node] of old.nodes.entries()) {
    // Names and addresses follow the order.
    if (!same(node, cluster.nodes[index])) throw differs(`node ${node.shortName}, ${nth(index)} of the kind config`)
  }
  const fabric = describeFabric(before.fabric.topology, { cluster: old, files: before.fabric.files })
  const next = describeFabric(grown.topology, { cluster, files: grown.files })
  requireInside(fabric, next)
  const moved = ownNetworks(fabric).find((name, index) => ownNetworks(next)[index] !== name)
  if (moved !== undefined) throw differs(`${moved}, whose place among gateways and hosts`)
  return {
    nodes: cluster.nodes.slice(old.nodes.length).map(({ shortName }) => shortName),
    others: ownNetworks(next).slice(ownNetworks(fabric).length),
  }
}

// Their management addresses follow the order.
function ownNetworks({ gateways, hosts }: FabricModel): string[] {
  return [...gateways, ...hosts].map(({ name }) => name)
}

function requireInside(before: FabricModel, after: FabricModel): void {
  const parts: readonly (readonly [string, readonly unknown[], readonly unknown[]])[] = [
    ['bridge', before.bridges, after.bridges],
    ['link', before.links, after.links],
    ['server', before.servers, after.servers],
    ['host', before.hosts, after.hosts],
  ]
  for (const [what, old, next] of parts) {
    const lost = old.find((one) => !next.some((other) => same(one, other)))
    if (lost !== undefined) throw differs(`${what} ${nameOf(lost)}`)
  }
  for (const gateway of before.gateways) {
    const next = after.gateways.find(({ name }) => name === gateway.name)
    if (next === undefined) throw differs(`gateway ${gateway.name}`)
    if (routerOf(gateway) === 'kernel' && routerOf(next) === 'kernel') requireGateway(gateway, next)
    else if (!same(gateway, next)) {
      const fix = 'a topology that leaves it as it is, or a new lab'
      throw new LabStateError(`${gateway.name} runs routing daemons, which would have to begin anew`, fix)
    }
  }
}

// It may get links to new racks, with what belongs to them.
function requireGateway(before: FabricGateway, after: FabricGateway): void {
  const next = factsOf(after)
  const lost = factsOf(before).find(([what, old]) => !next.some(([name, value]) => name === what && same(old, value)))
  if (lost !== undefined) throw differs(lost[0])
}

type Fact = readonly [what: string, value: unknown]

// Everything that stays in its kernel when no document says it any more.
function factsOf({ name, kind, gateway, exec, addresses, sysctls, management, ...node }: FabricGateway): Fact[] {
  const of = (what: string, entries: object): Fact[] =>
    Object.entries(entries).map(([key, value]) => [`${name}: ${what} ${key}`, value])
  return [
    ...gateway.interfaces.map((one): Fact => [`${name}:${one.name}`, one]),
    ...exec.map((line): Fact => [`${name}: ${line.join(' ')}`, true]),
    ...(gateway.staticRoutes ?? []).map((one): Fact => [`${name}: route ${one.destination} via ${one.nextHop}`, true]),
    ...gateway.sourceNat.map((one): Fact => [`${name}: source NAT rule ${one.rule}`, one]),
    ...addresses.map((one): Fact => [`${name}: address ${one.address} of ${one.interface}`, true]),
    ...sysctls.map(([key, value]): Fact => [`${name}: sysctl ${key}`, value]),
    ...of('default route', node.defaultRoutes),
    ...of('environment', node.env),
    // What `gateway` was read from may grow.
    ...of('file', node.files).filter(([what]) => !/\/(config\.boot|frr\.conf)$/.test(what)),
    [`${name}: kind`, kind],
    [`${name}: host name`, gateway.hostName],
    [`${name}: management port`, management],
  ]
}

function nameOf(item: unknown): string {
  if (typeof item === 'string') return item
  const { name, endpoints } = item as Partial<FabricModel['servers'][number] & FabricModel['links'][number]>
  return name ?? endpoints?.map((end) => `${end.node}:${end.interface}`).join(' to ') ?? ''
}

function differs(what: string): LabStateError {
  const fix = 'documents with all that the lab has, and new nodes after those that are there; or a new lab'
  return new LabStateError(`${what} is not there any more, or is another: nodes are only added`, fix)
}

function valueOf(object: object, key: string): unknown {
  return (object as Readonly<Record<string, unknown>>)[key]
}

function nth(index: number): string {
  return `number ${index + 1}`
}

// The lab's documents have been JSON; a key that is undefined in code is one that they do not have.
function same(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(plain(a), plain(b))
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}
