import { routeCommand, type KernelAnswer, type RouteQuestion } from '@underlay/evidence'
import type { Access } from '../engine/engine.ts'
import { tryRun, type CommandResult } from '../host/run.ts'

interface IpAnswer {
  readonly type?: string
  readonly dev?: string
  readonly gateway?: string
  readonly via?: { readonly host: string }
  readonly prefsrc?: string
  readonly flags?: readonly string[]
  readonly metrics?: readonly { readonly mtu?: number }[]
}

/** How much is asked. */
export interface LookUpOptions {
  /** Ask for the route that matches, too: the answer for a packet has no `onlink`. Default false. */
  readonly matched?: boolean
}

/** Asks the kernel of a place where it sends a packet, as the packet would ask. */
export async function lookUpRoute(
  access: Access,
  place: string,
  question: RouteQuestion,
  { matched = false }: LookUpOptions = {},
): Promise<KernelAnswer> {
  const words = routeCommand(question).split(' ').slice(1)
  const ask = (get: readonly string[]): Promise<CommandResult> =>
    tryRun(access, place, ['ip', '-j', ...words.flatMap((word) => (word === 'get' ? get : [word]))])
  const [answer, route] = await Promise.all([ask(['get']), matched ? ask(['get', 'fibmatch']) : undefined])
  const { exitCode, stdout, stderr } = answer
  if (exitCode !== 0) return refusal(stderr.trim() || `ip ended with ${exitCode}`)
  const told = parseAnswer(stdout)
  return route?.exitCode === 0 ? { ...told, onlink: flagsOf(route.stdout).includes('onlink') } : told
}

/** An answer of `ip -j route get`. */
function parseAnswer(json: string): KernelAnswer {
  const [route] = JSON.parse(json.trim() || '[]') as IpAnswer[]
  if (route === undefined) return { error: 'no route' }
  const { type = 'unicast', dev, gateway, via, prefsrc, metrics } = route
  if (type !== 'unicast' && type !== 'local') return { error: type, type }
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

function flagsOf(json: string): readonly string[] {
  const [route] = JSON.parse(json.trim() || '[]') as IpAnswer[]
  return route?.flags ?? []
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
