import type { LabRecord } from '@underlay/sdk'
import { command } from '../command/command.ts'
import { outputArgs, outputFormat } from '../output/output-args.ts'

/** Removes what no living lab owns. */
export const gc = command({
  name: 'gc',
  description: 'Removes what no living lab owns, and nothing else.',
  args: {
    lab: { type: 'string', alias: 'l', valueHint: 'name', description: 'only what this lab left; default all' },
    'dry-run': { type: 'boolean', description: 'only tells what would be removed' },
    ...outputArgs,
  },
  examples: ['underlay gc --dry-run', 'underlay gc', 'underlay gc --lab my-lab'],
  run: async ({ lab, 'dry-run': dryRun = false, ...args }) => {
    const format = outputFormat(args)
    // Slow to load.
    const [{ collectGarbage }, { writeRows }] = await Promise.all([
      import('@underlay/sdk'),
      import('../output/write-output.ts'),
    ])
    const unknown: string[] = []
    const next = new Set<string>()
    const onUnknown = ({ name, reason, silent }: LabRecord): void => {
      unknown.push(`${name} stays, as it is not known whether it lives: ${reason}\n`)
      next.add(silent ? `underlay down ${name}` : 'underlay doctor, and once Docker answers underlay gc again')
    }
    const found = await collectGarbage({ dryRun, onUnknown, ...(lab !== undefined && { lab }) })
    process.stderr.write([...unknown, ...[...next].map((line) => `  next: ${line}\n`)].join(''))
    if (found.length === 0 && (format === 'table' || format === 'wide')) {
      if (unknown.length === 0) process.stderr.write('nothing is left over\n')
      return unknown.length > 0 ? 1 : 0
    }
    await writeRows(found, format, [
      { head: 'what', of: ({ what }) => what },
      { head: 'lab', of: (leftover) => leftover.lab },
      { head: 'removed', of: ({ removed }) => (removed ? 'yes' : dryRun ? 'dry run' : 'no') },
      { head: 'reason', of: ({ reason }) => reason },
    ])
    const problems = new Set(found.flatMap(({ problem }) => (problem === undefined ? [] : [problem])))
    for (const problem of problems) process.stderr.write(`${problem}\n`)
    if (dryRun) process.stderr.write('nothing was removed; underlay gc removes it\n')
    return problems.size + unknown.length > 0 ? 1 : 0
  },
})
