import { parseRoutes } from '../routes/routes.ts'
import type {
  BridgePort,
  ForwardingEntry,
  KernelDevice,
  KernelNeighbour,
  Lookup,
  PlaceKernel,
  Queue,
} from './place-kernel.ts'
import { jsonRows } from '../host/json-rows.ts'

/** Takes what the programs of a place said apart: sections that begin with `@@ NAME`. */
export function readKernel(said: string): PlaceKernel {
  const sections = new Map(
    said.split(/^@@ /m).flatMap((part): [string, string][] => {
      const end = part.indexOf('\n')
      return end < 0 ? [] : [[part.slice(0, end), part.slice(end + 1).trim()]]
    }),
  )
  const of = (name: string): string => sections.get(name) ?? ''
  return {
    devices: read(of('addr'), deviceOf),
    routes: [...parseRoutes(jsonOf(of('route')), 4), ...parseRoutes(jsonOf(of('route6')), 6)],
    neighbours: read(of('neigh'), neighbourOf),
    forwarding: read(of('fdb'), entryOf),
    ports: read(of('ports'), portOf),
    queues: read(of('qdisc'), queueOf),
    ruleset: jsonOf(of('nft'), ''),
    settings: readSettings(of('settings')),
    counters: { ...readCounters(of('netstat')), ...readCounters(of('snmp')) },
    lookups: [...sections].flatMap(([name, text]) => (name.startsWith('get ') ? [lookupOf(name, text)] : [])),
  }
}

// A program that a place lacks, or that refuses, says so where its JSON would be.
function jsonOf(text: string, otherwise = '[]'): string {
  return /^[[{]/.test(text) ? text : otherwise
}

function read<Entry extends object, T>(text: string, convert: (entry: Entry) => T | undefined): T[] {
  const entries = jsonRows<Entry>(jsonOf(text), 'ip -j')
  return entries.flatMap((entry) => convert(entry) ?? [])
}

interface IpDevice {
  readonly ifname?: string
  readonly flags: readonly string[]
  readonly mtu: number
  readonly address?: string
  readonly linkinfo?: { readonly info_kind?: string }
  readonly addr_info: readonly { readonly local?: string; readonly prefixlen: number; readonly scope?: string }[]
}

/** A device from `ip -j -d addr`. */
export function deviceOf({
  ifname,
  flags,
  mtu,
  address = '',
  linkinfo,
  addr_info,
}: IpDevice): KernelDevice | undefined {
  if (ifname === undefined) return undefined
  const own = addr_info.filter(({ scope, local }) => local !== undefined && scope !== 'link')
  return {
    name: ifname,
    kind: linkinfo?.info_kind ?? 'device',
    mac: address,
    addresses: own.map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    mtuBytes: mtu,
    up: flags.includes('UP'),
    carrier: flags.includes('LOWER_UP'),
  }
}

interface IpNeighbour {
  readonly dst: string
  readonly dev: string
  readonly lladdr?: string
  readonly state?: readonly string[]
}

/** An entry from `ip -j neigh`. */
export function neighbourOf({ dst, dev, lladdr, state = [] }: IpNeighbour): KernelNeighbour | undefined {
  if (state.includes('NOARP')) return undefined
  return { address: dst, device: dev, state: state.join(' '), ...(lladdr !== undefined && { mac: lladdr }) }
}

function entryOf(entry: { mac: string; ifname: string; dst?: string }): ForwardingEntry {
  const { mac, ifname: device, dst } = entry
  return { mac, device, ...(dst !== undefined && { destination: dst }) }
}

function portOf(entry: { ifname: string; master?: string; state?: string }): BridgePort | undefined {
  const { ifname: device, master: bridge, state = '' } = entry
  return bridge === undefined ? undefined : { device, bridge, state }
}

interface TcQueue {
  readonly kind: string
  readonly dev: string
  readonly drops?: number
  readonly options?: { readonly 'loss-random'?: { readonly loss?: number } }
}

function queueOf({ kind, dev: device, drops = 0, options }: TcQueue): Queue {
  const loss = options?.['loss-random']?.loss
  return { device, kind, drops, ...(loss !== undefined && { lossPercent: loss * 100 }) }
}

function readSettings(text: string): Record<string, string> {
  const lines = [...text.matchAll(/^\/proc\/sys\/net\/ipv4\/(\S+):(.*)$/gm)]
  return Object.fromEntries(lines.map(([, path = '', value = '']) => [`net.ipv4.${path.replaceAll('/', '.')}`, value]))
}

// Two lines for each protocol: the names, and the numbers.
function readCounters(text: string): Record<string, number> {
  const lines = text.split('\n').map((line) => line.trim().split(/:?\s+/))
  return Object.fromEntries(
    lines.flatMap(([protocol = '', ...names], index) => {
      const [again, ...numbers] = lines[index + 1] ?? []
      return index % 2 === 0 && again === protocol
        ? names.map((name, at) => [protocol + name, Number(numbers[at])])
        : []
    }),
  )
}

interface IpRoute {
  readonly type?: string
  readonly dev?: string
  readonly gateway?: string
  readonly via?: { readonly host: string }
  readonly metrics?: readonly { readonly mtu?: number }[]
}

function lookupOf(name: string, text: string): Lookup {
  const [, to = '', , from, , device] = name.split(' ')
  const asked = { to, ...(from !== undefined && { from }), ...(device !== undefined && { device }) }
  const [route] = jsonRows<IpRoute>(jsonOf(text), 'ip -j route get')
  if (route === undefined) return { ...asked, refusal: text.replace(/^RTNETLINK answers: /, '') }
  const { type = 'unicast', dev = '', gateway, via, metrics } = route
  const nextHop = gateway ?? via?.host
  const mtuBytes = metrics?.find(({ mtu }) => mtu !== undefined)?.mtu
  return {
    ...asked,
    route: {
      type,
      device: dev,
      ...(nextHop !== undefined && { nextHop }),
      ...(mtuBytes !== undefined && { mtuBytes }),
    },
  }
}
