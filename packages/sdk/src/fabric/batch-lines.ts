import { isPlainIp, placeOf } from '../host/exec-lines.ts'
import { CommandError } from '../errors.ts'
import { PlanError, type Plan } from '../plan/plan.ts'

type Lines = readonly (readonly string[])[]

/**
 * Parts the `exec` lines of a node: those that it begins with and that one `ip -batch` can run, and the rest. A process for
 * each line is what costs most when a fabric is wired.
 */
export function batchLines(exec: Lines): { readonly batch: readonly string[]; readonly exec: Lines } {
  const end = exec.findIndex((argv) => !isPlainIp(argv))
  const count = end < 0 ? exec.length : end
  return { batch: exec.slice(0, count).map((argv) => argv.join(' ')), exec: exec.slice(count) }
}

/** Plans with lines at the end of those of their namespaces. */
export function withBatches(plans: readonly Plan[], batches: ReadonlyMap<string, readonly string[]>): readonly Plan[] {
  return plans.map(({ namespace, instructions }) => ({
    namespace,
    instructions: [...instructions, ...(batches.get(namespace) ?? [])],
  }))
}

interface BatchedNode {
  readonly name: string
  readonly namespace: string
  readonly batch: readonly string[]
  readonly places: readonly (string | undefined)[]
}

/** The failure of a node's own line in a plan as one of that node; any other is as it was. */
export function asNodesFailure(error: unknown, nodes: readonly BatchedNode[]): unknown {
  if (!(error instanceof PlanError)) return error
  const { argv, exitCode, stdout, stderr } = error
  const line = argv.join(' ')
  const node = nodes.find(({ namespace, batch }) => namespace === error.where && batch.includes(line))
  if (node === undefined) return error
  const at = node.places[node.batch.indexOf(line)]
  return new CommandError({ where: placeOf(node, { at }), argv, exitCode, stdout, stderr })
}
