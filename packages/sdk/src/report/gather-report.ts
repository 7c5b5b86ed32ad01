import type { Report, ReportVerdict } from '@underlay/evidence'
import { vxlanPortsOf } from '../capture/vxlan-ports.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { runPlace } from '../cluster/run-place.ts'
import { LabError } from '../errors.ts'
import { clusterGraph } from '../show/cluster-graph.ts'
import { bundleOf } from '../show/displayable.ts'
import { labPicture } from '../show/lab-picture.ts'
import type { LabTrace } from '../trace/trace-path.ts'
import { chooseCaptures, titleOf } from './choose-captures.ts'
import { joinVerdicts, type GivenVerdict } from './join-verdicts.ts'
import { keptFile, keptFiles, nameOf, readKept, type KeptFile } from './kept-capture.ts'
import { notedVerdicts } from './noted-verdicts.ts'
import { reportFlow } from './report-flow.ts'
import { readRoutes, routedPlaces } from './report-routes.ts'

/** What a report is made of besides the lab itself. */
export interface GatherOptions {
  /** Captures of the lab by name; default all of `.underlay/<lab>/captures/`. Those of flows come by themselves. */
  readonly captures?: readonly string[]
  /** Only what was captured from this moment on, ISO 8601; default whenever. */
  readonly since?: string
  /** A sentence about a capture, by its name; default what it has: `6 packets at control-plane:net0`. */
  readonly titles?: Readonly<Record<string, string>>
  /** Traces whose ladders are drawn. */
  readonly flows?: readonly { readonly title: string; readonly trace: LabTrace }[]
  /** Verdicts besides those that are noted in the captures: of what judged no capture, or with the whole of their message. */
  readonly verdicts?: readonly GivenVerdict[]
}

/**
 * Gathers what a report page shows of a lab: its picture, captures with the verdicts that were noted in them (by whichever
 * process), the ladders of traces, predictions, and the routes that nodes and gateways have now.
 *
 * A capture of more than 16 MiB and a file that is no capture are left out, and a place that does not answer has no routes; an inconclusive verdict says so.
 *
 * @throws LabError when a capture is named that is not there, or a flow's file is that of a later trace.
 * @example
 * const trace = await tracePath(cluster, app.on('control-plane'), app.on('worker2'))
 * const report = await gatherReport(cluster, { flows: [{ title: 'cross subnet', trace }] })
 * await writeFile('report.html', reportPage(report)) // reportPage is of @underlay/report
 */
export async function gatherReport(
  cluster: Cluster,
  { captures: named, since, titles = {}, flows = [], verdicts = [] }: GatherOptions = {},
): Promise<Report> {
  const madeAt = new Date().toISOString()
  const { shown, tooLarge } = chooseCaptures(await filesOf(cluster, named, flows), since)
  const read = await Promise.all(shown.map(readKept))
  const captures = read.flatMap((each) => ('content' in each ? [each] : []))
  const unreadable = read.flatMap((each) => ('reason' in each ? [each] : []))
  const taps = captures.flatMap(({ content }) => content.interfaces.flatMap(({ name = '' }) => name))
  const [graph, { routes, missing }] = await Promise.all([
    clusterGraph(cluster),
    readRoutes(cluster, routedPlaces(cluster.internals.model(), taps)),
  ])
  const pictureSvg = bundleOf(await labPicture(graph))['image/svg+xml']
  return {
    ...runPlace(cluster),
    madeAt,
    graph,
    ...(typeof pictureSvg === 'string' && { pictureSvg }),
    captures: captures.map(({ name, pcapng, content, startedAt }) => {
      const title = titles[name] ?? titleOf(content)
      return { name, title, ...(startedAt !== undefined && { startedAt }), ...vxlanPortsOf(cluster.cni), pcapng }
    }),
    flows: flows.map(({ title, trace }) => reportFlow(title, trace)),
    verdicts: [
      ...joinVerdicts(verdicts, captures.flatMap(notedVerdicts)),
      ...tooLarge.map(leftOut),
      ...unreadable.map(notRead),
      ...missing,
    ],
    routes,
  }
}

type Flows = NonNullable<GatherOptions['flows']>

async function filesOf(cluster: Cluster, named: readonly string[] | undefined, flows: Flows): Promise<KeptFile[]> {
  const own = flows.map((flow) => ownFile(cluster, flow))
  const files = named === undefined ? await keptFiles(cluster) : named.map((name) => keptFile(cluster, name))
  return [...new Map([...files, ...own].map((file) => [file.name, file])).values()]
}

// A trace's packets are numbers in its file: in that of a later trace they would be others.
function ownFile(cluster: Cluster, { title, trace }: Flows[number]): KeptFile {
  const { file, startedAt } = trace.capture
  const kept = keptFile(cluster, nameOf(file))
  if (kept.startedAt === startedAt) return kept
  throw new LabError(
    `${file} is no longer the capture of the flow "${title}"`,
    'give each trace a name of its own: tracePath(cluster, from, to, { name })',
  )
}

function leftOut({ name, sizeBytes }: KeptFile): ReportVerdict {
  const size = `${Math.round(sizeBytes / 1024 / 1024)} MiB`
  return { outcome: 'inconclusive', summary: `${name}: ${size} are too much for a page; its file is beside the others` }
}

function notRead({ file, reason }: { readonly file: KeptFile; readonly reason: string }): ReportVerdict {
  return { outcome: 'inconclusive', summary: `${file.name}: its file cannot be read: ${reason}` }
}
