import {
  FilterError,
  jsonLinesTo,
  parseFilter,
  pcapngFile,
  pcapngTo,
  planTaps,
  rowsTo,
  streamTaps,
  untilAborted,
  type DisplayFilter,
  type PacketOutput,
} from '@underlay/sdk'
import { UsageError } from '../command/usage-error.ts'
import type { LabArgs } from '../lab/lab-args.ts'
import { openLab } from '../lab/open-lab.ts'
import { printAccess } from '../lab/print-access.ts'
import { chooseOutputs, type ChosenOutputs, type WantedOutputs } from './choose-outputs.ts'
import { checkTaps, chooseTaps, type WantedTaps } from './choose-taps.ts'
import { describeStreamed } from './describe-streamed.ts'

/** What `underlay capture` is asked for. */
export interface CaptureRequest extends LabArgs, WantedOutputs, WantedTaps {
  readonly filter?: string | undefined
  readonly displayFilter?: string | undefined
  readonly packets?: number | undefined
  readonly durationMs?: number | undefined
  readonly snapLengthBytes?: number | undefined
  readonly dryRun?: boolean | undefined
  readonly signal: AbortSignal
}

/**
 * Captures until a limit, the signal, or the end of who reads.
 *
 * @returns the exit code: 1 when a tap ended before the others, or an output lacks its end
 */
export async function runCapture(request: CaptureRequest): Promise<number> {
  const {
    filter,
    displayFilter,
    packets,
    durationMs,
    snapLengthBytes,
    signal,
    kubeconfig,
    context,
    dryRun = false,
  } = request
  const { stdout } = process
  const chosen = chooseOutputs(request, stdout.isTTY)
  checkTaps(request)
  // Before anything starts.
  const display = displayFilter === undefined ? undefined : displayFilterOf(displayFilter)
  // Whoever has no rights yet cannot look at the cluster.
  if (dryRun && (kubeconfig !== undefined || context !== undefined))
    return printAccess(request.path === true ? 'trace' : 'capture', request)
  await using cluster = await openLab(request, signal)
  const taps = await untilAborted(() => chooseTaps(cluster, request), signal)
  const how = { ...(filter !== undefined && { filter }), ...(snapLengthBytes !== undefined && { snapLengthBytes }) }
  if (dryRun) {
    const planned = await untilAborted(() => planTaps(cluster, taps, how), signal)
    for (const { place, argv } of planned) stdout.write(`${place}: ${argv.join(' ')}\n`)
    return 0
  }
  const streamed = await streamTaps(cluster, taps, outputsOf(chosen, request), {
    ...how,
    ...(display !== undefined && { displayFilter: display }),
    ...(packets !== undefined && { packets }),
    ...(durationMs !== undefined && { durationMs }),
    signal,
    say: (line) => void process.stderr.write(`${line}\n`),
  })
  for (const line of describeStreamed(streamed, writtenTo(chosen, request))) process.stderr.write(`${line}\n`)
  return streamed.isCut || streamed.taps.some(({ lost }) => lost !== undefined) ? 1 : 0
}

function outputsOf({ stdout: form, file }: ChosenOutputs, { ringBytes, ringFiles }: WantedOutputs): PacketOutput[] {
  const { stdout } = process
  const color = stdout.isTTY && process.env['NO_COLOR'] === undefined
  const ring = { ...(ringBytes !== undefined && { ringBytes }), ...(ringFiles !== undefined && { ringFiles }) }
  return [
    form === 'pcapng' ? pcapngTo(stdout) : form === 'json' ? jsonLinesTo(stdout) : rowsTo(stdout, { color }),
    ...(file === undefined ? [] : [pcapngFile(file, ring)]),
  ]
}

// A ring's files have a number each.
function writtenTo({ file }: ChosenOutputs, { ringBytes }: WantedOutputs): string | undefined {
  return ringBytes === undefined ? file : file?.replace(/(\.\w+)?$/, '_*$1')
}

function displayFilterOf(text: string): DisplayFilter {
  try {
    return parseFilter(text)
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    throw new UsageError(error.message, "-Y takes Wireshark's display filters, -f tcpdump's")
  }
}
