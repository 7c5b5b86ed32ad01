import { CommandError } from '../errors.ts'
import { applyPlans, PlanError, type Plan } from '../plan/plan.ts'
import type { Host } from './host.ts'
import { tryRun } from './run.ts'

/** A line of a node's `exec`. */
export interface ExecLine {
  readonly argv: readonly string[]
  /** Where it stands, as in `clab.yaml:12:9`. */
  readonly at?: string | undefined
}

/** A node whose lines are to be run. */
export interface ExecNode {
  readonly name: string
  readonly namespace: string
  readonly lines: readonly ExecLine[]
  /** Variables of the programs that the lines start. */
  readonly env?: Readonly<Record<string, string>>
  /** What an `ip` line adds and is there already is no failure. */
  readonly tolerant?: boolean
  /** How long a line may take that goes to no batch; it is killed then. Default 30 seconds. */
  readonly timeoutMs?: number
}

/**
 * Runs the `exec` lines of nodes, those of each node in their order. A line sees the network of its node, a read-only
 * root, and processes, /run and /tmp of the node's own, which last as long as the lab; plain `ip` lines need none of it
 * and go to one `ip -batch` for all that are neighbours.
 *
 * @throws CommandError with the first line that failed, its node and its place.
 * @throws LabTimeoutError when a line takes too long.
 */
export async function runExecLines(host: Host, nodes: readonly ExecNode[]): Promise<void> {
  const parts = nodes.map((node) => ({ node, parts: partsOf(node) }))
  // What all begin with is one request.
  const first = parts.flatMap(({ node, parts: [part] }) => (part && isBatch(part) ? [{ node, part }] : []))
  await applyBatches(host, first)
  const rest = parts.map(async ({ node, parts: all }) => {
    for (const [index, part] of all.entries()) {
      if (!isBatch(part)) await runAlone(host, node, part)
      else if (index > 0) await applyBatches(host, [{ node, part }])
    }
  })
  const failed = (await Promise.allSettled(rest)).find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

type Part = ExecLine | readonly ExecLine[]

function isBatch(part: Part): part is readonly ExecLine[] {
  return Array.isArray(part)
}

/** Neighbouring plain `ip` lines together, every other line alone. */
function partsOf({ lines }: ExecNode): readonly Part[] {
  const parts: (ExecLine | ExecLine[])[] = []
  for (const line of lines) {
    const last = parts.at(-1)
    if (!isPlainIp(line.argv)) parts.push(line)
    else if (Array.isArray(last)) last.push(line)
    else parts.push([line])
  }
  return parts
}

const objects = ['address', 'link', 'route', 'rule', 'neighbor', 'neighbour']

/** Whether a line only changes the network that it runs in, and means the same as a line of a batch. */
export function isPlainIp([program, ...words]: readonly string[]): boolean {
  const [object = '', ...rest] = words[0] === '-4' || words[0] === '-6' ? words.slice(1) : words
  if (program !== 'ip' || object === '' || rest.includes('netns')) return false
  return objects.some((name) => name.startsWith(object)) && rest.every((word) => /^[\w.:/@%+,=-]+$/.test(word))
}

interface Batch {
  readonly node: ExecNode
  readonly part: readonly ExecLine[]
}

async function applyBatches(host: Host, batches: readonly Batch[]): Promise<void> {
  const plans = batches.map(({ node, part }): Plan => {
    const verb = node.tolerant === true ? 'again' : 'ip'
    return {
      namespace: node.namespace,
      instructions: part.map(({ argv }) => [verb, ...argv.slice(1)].join(' ')),
    }
  })
  try {
    await applyPlans(host, plans)
  } catch (error) {
    if (!(error instanceof PlanError)) throw error
    const { node, part } = batches[error.plan] ?? {}
    const line = part?.[error.instruction]
    if (node === undefined || line === undefined) throw error
    const { exitCode, stdout, stderr } = error
    throw new CommandError({ where: placeOf(node, line), argv: line.argv, exitCode, stdout, stderr })
  }
}

const lineTimeoutMs = 30_000
const alreadyThere = /File exists|already assigned|Exclusivity flag on/

// A line may say more than memory holds; errors tell the end of it.
const keptBytes = 64 * 1024

async function runAlone(host: Host, node: ExecNode, line: ExecLine): Promise<void> {
  const env = Object.entries(node.env ?? {}).map(([name, value]) => `${name}=${value}`)
  const argv = ['/underlay/exec-line.pl', node.namespace, ...env, '--', ...line.argv]
  const result = await tryRun(host, '', argv, { timeoutMs: node.timeoutMs ?? lineTimeoutMs, keptBytes })
  if (result.exitCode === 0 || (node.tolerant === true && alreadyThere.test(result.stderr))) return
  throw new CommandError({ where: placeOf(node, line), argv: line.argv, ...result })
}

/** How a line is called in an error: by its node, and its place where that is known. */
export function placeOf(node: { readonly name: string }, { at }: Pick<ExecLine, 'at'>): string {
  return at === undefined ? node.name : `${node.name} (${at})`
}
