import { CommandError, LabError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import { tryRun } from '../host/run.ts'

/**
 * What is to be done in one network namespace, in order; the instructions are those of `guest/apply.pl`:
 * `sysctl KEY VALUE`, `ip LINE`, `again LINE`, `bridge LINE`, `tc LINE`, `nft LINE`, `tx-off DEVICE`, `drop DEVICE`,
 * `end NAMESPACE`.
 */
export interface Plan {
  /** A namespace of the lab; `''` is the machine's own, where namespaces and cables are made. */
  readonly namespace: string
  readonly instructions: readonly string[]
}

/** An instruction that failed, by its place in the plans of all stages; -1 where none can be named. */
export class PlanError extends CommandError {
  readonly plan: number
  readonly instruction: number

  constructor(
    command: ConstructorParameters<typeof CommandError>[0],
    { plan, instruction }: { readonly plan: number; readonly instruction: number },
  ) {
    super(command)
    this.plan = plan
    this.instruction = instruction
  }
}

/**
 * Carries plans out with one request; a few processes share the namespaces. Plans of a later stage begin when all of those
 * before are done.
 *
 * @throws PlanError with the words of the first plan that failed.
 */
export async function applyPlans(host: Host, ...stages: readonly (readonly Plan[])[]): Promise<void> {
  const wanted = stages
    .map((plans) => plans.filter(({ instructions }) => instructions.length > 0))
    .filter((plans) => plans.length > 0)
  const todo = wanted.flat()
  if (todo.length === 0) return
  const stdin = wanted.map((plans) => plans.map(script).join('')).join('then\n')
  const result = await tryRun(host, '', ['/underlay/apply.pl'], { stdin })
  if (result.exitCode === 0) return
  const { plan, instruction, stderr } = firstFailure(result.stderr)
  const failed = todo[plan]
  const line = failed?.instructions[instruction] ?? '/underlay/apply.pl'
  const where = failed === undefined || failed.namespace === '' ? 'lab' : failed.namespace
  const command = { where, argv: line.split(' '), exitCode: result.exitCode, stdout: result.stdout, stderr }
  throw new PlanError(command, { plan: failed === undefined ? -1 : stages.flat().indexOf(failed), instruction })
}

function script({ namespace, instructions }: Plan): string {
  const broken = instructions.find((line) => line.includes('\n'))
  if (broken !== undefined) throw new LabError(`an instruction has more than one line: ${JSON.stringify(broken)}`)
  return `in ${namespace}\n${instructions.join('\n')}\n`
}

// Every process stops at its own first failure: what comes first in the plans is told.
function firstFailure(said: string): { readonly plan: number; readonly instruction: number; readonly stderr: string } {
  const failures = said.split(/^at (?=\d+ \d+$)/m).flatMap((part) => {
    const [, plan, instruction, stderr] = /^(\d+) (\d+)\n(.*)$/s.exec(part) ?? []
    return stderr === undefined ? [] : [{ plan: Number(plan), instruction: Number(instruction), stderr }]
  })
  return failures.sort((a, b) => a.plan - b.plan)[0] ?? { plan: -1, instruction: -1, stderr: said }
}

/** One plan for each namespace, with the instructions of all its plans in their order. */
export function mergePlans(plans: readonly Plan[]): Plan[] {
  return [...Map.groupBy(plans, ({ namespace }) => namespace)].map(([namespace, own]) => ({
    namespace,
    instructions: own.flatMap(({ instructions }) => instructions),
  }))
}

/** An nftables document as instructions that replace the table of that name in one transaction; an empty one removes it. */
export function replaceTable(table: string, document: string, family: 'ip' | 'ip6' = 'ip'): string[] {
  const lines = document.split('\n').filter((line) => line.trim() !== '')
  return [`table ${family} ${table}`, `delete table ${family} ${table}`, ...lines].map((line) => `nft ${line}`)
}
