import { command } from '../command/command.ts'
import { numberOf } from '../command/number-of.ts'
import { UsageError } from '../command/usage-error.ts'
import { accessArgs } from '../lab/lab-args.ts'
import { openLab } from '../lab/open-lab.ts'
import { outputArgs, outputFormat } from '../output/output-args.ts'
import { writeData } from '../output/write-output.ts'
import { trafficArgs, trafficOf } from '../path/traffic.ts'
import { verdictCodes } from '../verify/verdict-codes.ts'

/** Sends one packet, and shows it at every interface of its way. */
export const trace = command({
  name: 'trace',
  description:
    'Sends one marked packet, finds it at every interface, and holds it against the prediction and the kernels. ' +
    'Exit code 0: it goes as predicted, or, without documents, is answered. 1: it does not. 2: there is no evidence.',
  args: {
    from: { type: 'positional', required: true, description: 'a node, pod/NAME, a gateway, outside' },
    to: { type: 'positional', required: true, description: 'the same, an address, or a Service as NAMESPACE/NAME' },
    ...trafficArgs,
    timeout: { type: 'string', alias: 'W', valueHint: 'seconds', description: 'for the answer; default 1' },
    tree: { type: 'boolean', description: 'a tree in place of the ladder; -o wide has both, and every hop compared' },
    ...accessArgs,
    ...outputArgs,
  },
  examples: [
    'underlay trace pod/app-worker pod/app-worker2',
    'underlay trace worker worker2 --size 1500',
    'underlay trace pod/app-worker default/app -p tcp --port 8080 --tree',
    'underlay trace worker pod/app-worker2 --context staging -o wide',
  ],
  run: async ({ from, to, _: places, tree = false, 'dry-run': dryRun = false, ...args }, { signal }) => {
    if (dryRun) {
      const { printAccess } = await import('../lab/print-access.ts')
      return printAccess('trace', args)
    }
    if (places.length > 2) throw new UsageError('from one place to one other', `underlay trace ${from} ${to}`)
    const format = outputFormat(args)
    const sent = trafficOf(args)
    const seconds = numberOf('--timeout', args.timeout)
    await using cluster = await openLab(args, signal)
    // Slow to load: help and mistakes come before.
    const { findEnds } = await import('../path/find-ends.ts')
    const { followPacket } = await import('../path/follow-packet.ts')
    const { formatFollowed, plainTrace } = await import('../path/format-followed.ts')
    const { nextLook } = await import('../path/next-look.ts')
    const ends = await findEnds(cluster, { from, to })
    const options = { ...sent, ...(seconds !== undefined && { timeoutMs: seconds * 1000 }) }
    const { untilAborted } = await import('@underlay/sdk')
    const followed = await untilAborted(() => followPacket(cluster, ends, options), signal)
    const columns = process.stdout.columns
    const next = nextLook(followed, { from, to }, args)
    await writeData(plainTrace(followed), format, (wide) =>
      formatFollowed(followed, {
        tree,
        wide,
        ...(columns !== undefined && { widthColumns: columns }),
        ...(next !== undefined && { next }),
      }),
    )
    return verdictCodes[followed.outcome]
  },
})
