import { command } from '../command/command.ts'
import { labArgs } from '../lab/lab-args.ts'
import { openLab } from '../lab/open-lab.ts'
import { prepareFile } from '../output/output-file.ts'

/** Puts a lab, its captures and their verdicts on one page. */
export const report = command({
  name: 'report',
  description: 'Puts a lab, its captures, their verdicts and its routes on one HTML page, and says where it is.',
  args: {
    output: { type: 'string', alias: 'o', valueHint: 'file', description: 'default .underlay/<lab>/report.html' },
    since: { type: 'string', valueHint: 'time', description: 'only what was captured from then on: 2026-11-26T08:00Z' },
    ...labArgs,
  },
  examples: [
    'underlay report',
    'underlay report -l two-racks -o two-racks.html',
    'underlay report --since 2026-11-26T08:00Z',
  ],
  run: async ({ output, since, ...args }, { signal }) => {
    // Slow to load: help and mistakes come before.
    const { sinceOf, writeReport } = await import('../report/write-report.ts')
    const from = sinceOf(since)
    if (output !== undefined) await prepareFile(output)
    await using cluster = await openLab(args, signal)
    const { untilAborted } = await import('@underlay/sdk')
    const url = await untilAborted(() => writeReport(cluster, { file: output, since: from }), signal)
    process.stdout.write(`${url}\n`)
    return 0
  },
})
