import type { ClabTopology, Issue } from '@underlay/configs'
import { bindsOf } from './binds-of.ts'
import { relativePath } from './relative-path.ts'

/**
 * What is wrong with the binds of a topology when these files are all that lies beside it. Absolute sources, and those
 * with a variable of containerlab's (`__clabNodeName__`), are left alone: they are looked up when it deploys.
 *
 * @example
 * ```ts
 * reviewBinds({ name: 'lab', topology: { nodes: { gw0: { binds: ['frr.conf:/etc/frr/frr.conf'] } } } }, new Set())
 * // [{ …, message: "file 'frr.conf' is not there: …" }]
 * ```
 * @see https://containerlab.dev/manual/nodes/#binds
 */
export function reviewBinds(topology: ClabTopology, given: ReadonlySet<string>): readonly Issue[] {
  return bindsOf(topology).flatMap(({ bind, ...place }): Issue[] => {
    const message = faultOf(bind, given)
    return message === undefined ? [] : [{ ...place, message }]
  })
}

function faultOf(bind: string, given: ReadonlySet<string>): string | undefined {
  const [source = '', target] = bind.split(':')
  // One path alone is a volume of the container's own.
  if (target === undefined || source.startsWith('/') || source.includes('__clab')) return undefined
  const found = relativePath(source.replace(/(?<=[^/])\/+\.?$/, ''))
  if ('fault' in found) return `'${source}' ${found.fault}; bind a file that lies beside the topology`
  const { path } = found
  if (given.has(path) || [...given].some((file) => file.startsWith(`${path}/`))) return undefined
  return `file '${source}' is not there: lay it beside the topology, or give it in files`
}
