import { routeCommand, type KernelAnswer, type RouteQuestion } from '@underlay/evidence'
import type { Access } from '../engine/engine.ts'
import { tryRun } from '../host/run.ts'

interface IpAnswer {
  readonly type?: string
  readonly dev?: string
  readonly gateway?: string
  readonly via?: { readonly host: string }
  readonly prefsrc?: string
}

/** Asks the kernel of a place where it sends a packet, as the packet would ask. */
export async function lookUpRoute(access: Access, place: string, question: RouteQuestion): Promise<KernelAnswer> {
  const [ip = 'ip', ...words] = routeCommand(question).split(' ')
  const { exitCode, stdout, stderr } = await tryRun(access, place, [ip, '-j', ...words])
  return exitCode === 0 ? parseAnswer(stdout) : { error: stderr.trim() || `ip ended with ${exitCode}` }
}

/** An answer of `ip -j route get`. */
function parseAnswer(json: string): KernelAnswer {
  const [route] = JSON.parse(json.trim() || '[]') as IpAnswer[]
  if (route === undefined) return { error: 'no route' }
  const { type = 'unicast', dev, gateway, via, prefsrc } = route
  if (type !== 'unicast' && type !== 'local') return { error: type }
  const nextHop = gateway ?? via?.host
  return {
    ...(dev !== undefined && { device: dev }),
    ...(nextHop !== undefined && { nextHop }),
    ...(prefsrc !== undefined && { source: prefsrc }),
  }
}
