import type { KindConfig } from '@underlay/configs'
import { firstDifference } from './differing.ts'
import type { Lifetime } from './state.ts'

/** Why a lab that is there is none that was asked for; `undefined` where it is. */
export function whyAnother(
  there: { readonly lifetime: Lifetime; readonly kind: KindConfig },
  config: KindConfig,
  lifetime: Lifetime,
): string | undefined {
  if (lifetime === 'process') return 'is running'
  if (there.lifetime === 'process') return 'is running, and ends with the process that made it'
  const first = firstDifference(there.kind, config)
  return first === '' ? undefined : `is running, made from another kind config: ${first}`
}

/** What is wrong where another process is making the lab. */
export function beingMade(name: string, maker: number): string {
  return `the process ${maker} is making the lab ${name}`
}

/** What to do where another process is making it. */
export function awaitMaker(name: string): string {
  return `wait until it has ended; or underlay down ${name}, or destroyCluster('${name}')`
}

/** The fix where another lab has the name. */
export function destroyFirst(name: string): string {
  return `underlay down ${name}, or destroyCluster('${name}'); or give the lab another name`
}
