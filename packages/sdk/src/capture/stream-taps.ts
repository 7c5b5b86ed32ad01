import type { DisplayFilter } from '@underlay/packet'
import type { Cluster } from '../cluster/cluster.ts'
import { EngineError } from '../errors.ts'
import { armTaps } from './arm-taps.ts'
import type { CaptureOptions } from './capture.ts'
import { describeTap } from './describe-tap.ts'
import { describeSection } from './keep-capture.ts'
import { checkLimits } from './limits.ts'
import { liveFilter } from './live-filter.ts'
import { createLivePcapng, type LivePcapng } from './live-pcapng.ts'
import type { PacketOutput } from './packet-output.ts'
import { createPacketQueue } from './packet-queue.ts'
import { pumpPackets } from './pump-packets.ts'
import { parseTap, type Tap } from './tap.ts'
import type { StreamedTaps } from './streamed-taps.ts'
import { groupTaps } from './tap-group.ts'
import { settingsOf } from './tap-settings.ts'
import { vxlanPortsOf } from './vxlan-ports.ts'

/** How to stream, and for how long. */
export interface StreamOptions extends Pick<
  CaptureOptions,
  'filter' | 'snapLengthBytes' | 'bufferBytes' | 'durationMs' | 'packets'
> {
  /** A display filter, or its text: only what it lets through reaches the outputs, and counts for `packets`. */
  readonly displayFilter?: DisplayFilter | string
  /** Ends the stream; what the taps have seen until then still comes. Before they listen there is none. */
  readonly signal?: AbortSignal
  /** Told when all taps listen, and when one is lost. */
  readonly say?: (line: string) => void
}

/** How long an output whose reader takes nothing is waited for when the stream is to end. */
const patienceMs = 2000

/**
 * Gives the packets of several taps to outputs as they come, in the order of their time, and keeps none: memory is bounded,
 * however long it runs and however many taps there are. What there is no room for because an output is slow counts as
 * dropped. Beside a file the slow reader of a pipe costs only himself packets (`missed`); a terminal that is stopped (Ctrl-S)
 * stops the file as well, for Node writes to terminals synchronously.
 *
 * It ends at a limit, when `signal` aborts, when an output's reader is gone, when an output fails, or when no tap is left;
 * then every tap has ended, and every output knows. A reader that goes costs the other outputs nothing. Once `signal` has
 * aborted, a reader is waited for as long as it reads, but not longer than 10 s, and for 2 s when it does not.
 *
 * @param taps `place:interface`, as in `control-plane:net0`, `gw0:eth1`, `pod/app-worker2:eth0`.
 * @returns what each tap received and lost.
 * @throws LabError when a tap is not of that form or a limit is none, FilterError for the display filter: before anything starts.
 * @throws UnknownNameError when there is no such place or interface.
 * @throws CommandError when tcpdump refuses the filter.
 * @throws the signal's reason when it is aborted before all taps listen: then none stays.
 * @throws EngineError when all taps are lost before the end was asked for; or an output's own error, as of a disk that is full.
 * @example
 * await streamTaps(cluster, ['worker2:net0', 'gw0:eth1'], [rowsTo(process.stdout)], { filter: 'icmp', packets: 10 })
 */
export async function streamTaps(
  cluster: Cluster,
  taps: readonly string[],
  outputs: readonly PacketOutput[],
  options: StreamOptions = {},
): Promise<StreamedTaps> {
  const parsed = taps.map(parseTap)
  checkLimits(options)
  const { displayFilter, packets: most = Infinity, durationMs, signal, say } = options
  const settings = settingsOf(taps, options)
  const names = parsed.map(({ place, device }) => `${place}:${device}`)
  const decoding = vxlanPortsOf(cluster.cni)
  const passes = liveFilter(displayFilter, names, decoding)
  const pcapng = pcapngOf(cluster, parsed, settings.snapLengthBytes)
  const queue = createPacketQueue({ taps: names })
  const armed = await armTaps(cluster.internals, parsed, settings, queue.append, signal)
  const group = groupTaps(armed, ({ tap }, why) => say?.(`${tap.place}:${tap.device} is lost: ${why}`), queue.end)
  say?.(`listening on ${names.length === 1 ? names[0] : `${names.length} taps`}`)

  const onAbort = (): void => {
    void group.stop()
    for (const output of outputs) output.hurry?.(patienceMs)
  }
  const clock = durationMs === undefined ? undefined : setTimeout(() => void group.stop(), durationMs)
  signal?.addEventListener('abort', onAbort)
  try {
    const linkTypes = () => armed.map(({ linkType }) => linkType)
    const begin = { taps: names, ...decoding, pcapng }
    const streamed = await pumpPackets({ queue, group, outputs, begin, passes, most, linkTypes })
    if (group.isGone) {
      throw new EngineError(`no tap is left: ${group.lost.get(0)}`, 'see that the lab runs, and begin again')
    }
    return streamed
  } finally {
    clearTimeout(clock)
    signal?.removeEventListener('abort', onAbort)
  }
}

function pcapngOf(cluster: Cluster, taps: readonly Tap[], snapLength: number): () => LivePcapng {
  const section = describeSection({ cluster, startedAt: new Date().toISOString() })
  const model = cluster.internals.model()
  const described = taps.map((tap) => {
    return { name: `${tap.place}:${tap.device}`, description: describeTap(model, tap), snapLength }
  })
  return () => createLivePcapng(section, described)
}
