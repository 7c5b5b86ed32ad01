import { routeCommand, type KernelAnswer, type RouteQuestion } from '@underlay/evidence'
import type { Access } from '../engine/engine.ts'
import { CommandError, LabError } from '../errors.ts'
import { tryRun } from '../host/run.ts'
import { jsonRows } from '../host/json-rows.ts'

interface IpAnswer extends IpNextHop {
  readonly type?: string
  readonly prefsrc?: string
  /** Of a route with several. */
  readonly nexthops?: readonly IpNextHop[]
  readonly metrics?: readonly { readonly mtu?: number }[]
}

interface IpNextHop {
  readonly dev?: string
  readonly gateway?: string
  readonly via?: { readonly host: string }
  readonly flags?: readonly string[]
}

/** How much is asked. */
export interface LookUpOptions {
  /** Ask for the route that matches, too: the answer for a packet has no `onlink`. Default false. */
  readonly matched?: boolean
}

/**
 * Asks the kernel of a place where it sends a packet, as the packet would ask.
 *
 * @throws CommandError when it is not the kernel that refuses: `ip` is missing, or the device that was asked about.
 */
export async function lookUpRoute(
  access: Access,
  place: string,
  question: RouteQuestion,
  { matched = false }: LookUpOptions = {},
): Promise<KernelAnswer> {
  const words = routeCommand(question).split(' ').slice(1)
  const ask = async (get: readonly string[]): Promise<string | { readonly refused: string }> => {
    const argv = ['ip', '-j', ...words.flatMap((word) => (word === 'get' ? get : [word]))]
    const result = await tryRun(access, place, argv)
    if (result.exitCode === 0) return result.stdout
    const refused = result.stderr.match(/^RTNETLINK answers: .*$/gm)?.join('\n')
    if (refused === undefined) throw new CommandError({ where: place, argv, ...result })
    return { refused }
  }
  const [answer, route] = await Promise.all([ask(['get']), matched ? ask(['get', 'fibmatch']) : undefined])
  if (typeof answer !== 'string') return refusal(answer.refused)
  const told = parseAnswer(answer)
  if (route === undefined || told.error !== undefined) return told
  if (typeof route !== 'string') throw new LabError(`${place}: ${routeCommand(question)} fibmatch: ${route.refused}`)
  return { ...told, onlink: flagsOf(route, told).includes('onlink') }
}

/** An answer of `ip -j route get`. */
function parseAnswer(json: string): KernelAnswer {
  const [route] = jsonRows<IpAnswer>(json, 'ip -j route get')
  if (route === undefined) return { error: 'no route' }
  const { type = 'unicast', dev, gateway, via, prefsrc, metrics } = route
  if (refusingTypes.has(type)) return { error: type, type }
  const nextHop = gateway ?? via?.host
  const mtuBytes = metrics?.find(({ mtu }) => mtu !== undefined)?.mtu
  return {
    type,
    ...(dev !== undefined && { device: dev }),
    ...(nextHop !== undefined && { nextHop }),
    ...(prefsrc !== undefined && { source: prefsrc }),
    ...(mtuBytes !== undefined && { mtuBytes }),
  }
}

const refusingTypes: ReadonlySet<string> = new Set(['blackhole', 'unreachable', 'prohibit', 'throw'])

/** Of a route with several next hops: the flags of the one that was chosen. */
function flagsOf(json: string, { device, nextHop }: KernelAnswer): readonly string[] {
  const [route] = jsonRows<IpAnswer>(json, 'ip -j route get')
  const chosen = route?.nexthops?.find(({ dev, gateway, via }) => dev === device && (gateway ?? via?.host) === nextHop)
  return [...(route?.flags ?? []), ...(chosen?.flags ?? [])]
}

// The kernel does not show a route that refuses: it refuses, each type with its own error.
function refusal(error: string): KernelAnswer {
  const type = Object.entries(refusals).find(([text]) => error.includes(text))?.[1]
  return { error, ...(type !== undefined && { type }) }
}

const refusals: Readonly<Record<string, string>> = {
  'Invalid argument': 'blackhole',
  'No route to host': 'unreachable',
  'Permission denied': 'prohibit',
}
