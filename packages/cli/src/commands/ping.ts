import type { PingOptions } from '@underlay/sdk'
import { command } from '../command/command.ts'
import { numberOf } from '../command/number-of.ts'
import { UsageError } from '../command/usage-error.ts'
import { labArgs } from '../lab/lab-args.ts'
import { openLab } from '../lab/open-lab.ts'
import { outputArgs, outputFormat } from '../output/output-args.ts'
import { writeRows } from '../output/write-output.ts'

/** Pings from one place of a lab to another, or to an address. */
export const ping = command({
  name: 'ping',
  description: 'Pings from one place of a lab to another; a packet that is not answered fails.',
  args: {
    from: { type: 'positional', required: true, description: 'a node, pod/NAME, a gateway, outside' },
    to: { type: 'positional', required: true, description: 'the same, or an address' },
    count: { type: 'string', alias: 'c', valueHint: 'n', description: 'echo requests; default 3' },
    size: { type: 'string', alias: 's', valueHint: 'bytes', description: 'of payload, 32 to 65507; default 56' },
    interval: { type: 'string', alias: 'i', valueHint: 'seconds', description: 'between two; default 0.02' },
    timeout: { type: 'string', alias: 'W', valueHint: 'seconds', description: 'for each answer; default 1' },
    ttl: { type: 'string', alias: 't', valueHint: 'hops', description: "default the sender's own" },
    df: { type: 'boolean', description: 'do not fragment' },
    family: { type: 'enum', options: ['4', '6'], description: "which address; default the other's first" },
    ...labArgs,
    ...outputArgs,
  },
  examples: [
    'underlay ping worker pod/app-worker2',
    'underlay ping worker worker2 --df -s 1472',
    'underlay ping pod/app-worker 172.20.20.1 -c 1 -o json',
    'underlay ping control-plane worker3 --family 6',
  ],
  run: async ({ from, to, _: places, ...args }, { signal }) => {
    if (places.length > 2) throw new UsageError('from one place to one other', `underlay ping ${from} ${to}`)
    const format = outputFormat(args)
    const [count, sizeBytes, ttl] = [
      numberOf('--count', args.count, [1, Number.MAX_SAFE_INTEGER]),
      numberOf('--size', args.size, [32, 65_507]),
      numberOf('--ttl', args.ttl, [1, 255]),
    ]
    const [interval, timeout] = [numberOf('--interval', args.interval), numberOf('--timeout', args.timeout)]
    const { family } = args
    await using cluster = await openLab(args, signal)
    // Slow to load: help and mistakes come before.
    const sdk = await import('@underlay/sdk')
    const { pingColumns, pingRow } = await import('../ping/ping-row.ts')
    const goal = sdk.isIp(to) ? to : await sdk.findEndpoint(cluster, to)
    const sender = await sdk.findEndpoint(cluster, from)
    const options: PingOptions = {
      ...(count !== undefined && { count }),
      ...(sizeBytes !== undefined && { sizeBytes }),
      ...(ttl !== undefined && { ttl }),
      ...(interval !== undefined && { intervalMs: interval * 1000 }),
      ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
      ...(args.df === true && { dontFragment: true }),
      ...(family !== undefined && { family: family === '6' ? 6 : 4 }),
    }
    const result = await sdk.untilAborted(() => sdk.ping(sender, goal, options), signal)
    await writeRows([pingRow(result)], format, pingColumns)
    const lost = result.transmitted - result.received
    if (lost === 0) return 0
    const { traceCommand } = await import('../ping/trace-command.ts')
    const next = traceCommand({ from, to, family, ...(args.df === true && { sizeBytes }) }, goal, args)
    process.stderr.write(`${lost} of ${result.transmitted} were not answered\n  fix: ${next}\n`)
    return 1
  },
})
