import { LabError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import { run } from '../host/run.ts'

/**
 * What is to be done in one network namespace, in order; the instructions are those of `guest/apply.pl`:
 * `sysctl KEY VALUE`, `ip LINE`, `nft LINE`, `tx-off DEVICE`, `drop DEVICE`.
 */
export interface Plan {
  /** A namespace of the lab; `''` is the machine's own, where namespaces and cables are made. */
  readonly namespace: string
  readonly instructions: readonly string[]
}

/**
 * Carries plans out, all namespaces at once, one process each.
 *
 * @throws CommandError with what the first failing instruction said.
 */
export async function applyPlans(host: Host, plans: readonly Plan[]): Promise<void> {
  const applied = await Promise.allSettled(
    plans
      .filter(({ instructions }) => instructions.length > 0)
      .map(({ namespace, instructions }) =>
        run(host, namespace, ['/underlay/apply.pl'], { stdin: script(instructions) }),
      ),
  )
  const failed = applied.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

function script(instructions: readonly string[]): string {
  const broken = instructions.find((line) => line.includes('\n'))
  if (broken !== undefined) throw new LabError(`an instruction has more than one line: ${JSON.stringify(broken)}`)
  return `${instructions.join('\n')}\n`
}

/** An nftables document as instructions that replace the table of that name in one transaction. */
export function replaceTable(table: string, document: string): string[] {
  const lines = document.split('\n').filter((line) => line.trim() !== '')
  return [`table ip ${table}`, `delete table ip ${table}`, ...lines].map((line) => `nft ${line}`)
}
