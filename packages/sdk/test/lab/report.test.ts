import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  AssertionError,
  assertEncap,
  capture,
  decode,
  field,
  filterPackets,
  gatherReport,
  installCalico,
  ping,
  racks,
  readCapture,
  routes,
  tracePath,
  type CaptureFile,
  type Cluster,
  type Report,
  type ReportHop,
  type TracedHop,
  type Workload,
} from '../../src/index.ts'
import { labOf, onePodEach } from './cni/cni-lab.ts'

let cluster: Cluster
let app: Workload

beforeAll(async () => {
  cluster = await labOf(racks({ name: 'gather-report', racks: 2, nodesPerRack: 2 }))
  await installCalico(cluster, { vxlan: 'CrossSubnet' })
  app = await onePodEach(cluster)
})

afterAll(() => cluster[Symbol.asyncDispose]())

const now = (): string => new Date().toISOString()

/** A capture of a report, read as the page reads it. */
const read = ({ captures }: Report, name: string) =>
  readCapture(captures.find((one) => one.name === name)?.pcapng ?? new Uint8Array())

const tracedHop = ({ packet, tap, place, device, motion }: TracedHop) => {
  return { tap, place, device, motion, bytes: Buffer.from(packet.bytes) }
}

/** A hop of a report with the packet that its number points at. */
function reportedHop({ packet, place, device, motion }: ReportHop, { packets, interfaces }: CaptureFile) {
  const { bytes, interfaceId } = packets[packet - 1] ?? { bytes: '', interfaceId: -1 }
  return { tap: interfaces[interfaceId]?.name, place, device, motion, bytes: Buffer.from(bytes) }
}

async function pinged(to: string, name: string) {
  const [from, goal] = [app.on('control-plane'), app.on(to)]
  const cap = await capture(cluster, ['control-plane:net0', 'gw0:eth2'], () => ping(from, goal), { name })
  return { cap, flow: { at: 'control-plane:net0', from, to: goal, mark: cap.result.mark } }
}

test('a report has what was captured: each hop is the number of the marked packet', async () => {
  const since = now()
  const { cap, flow } = await pinged('worker2', 'cross')
  const { summary } = assertEncap(cap, { ...flow, expect: 'vxlan' })
  const trace = async (to: string) => tracePath(cluster, app.on('control-plane'), app.on(to))
  const traces = { 'same subnet': await trace('worker'), 'cross subnet': await trace('worker2') }
  const flows = Object.entries(traces).map(([title, one]) => ({ title, trace: one }))
  const report = await gatherReport(cluster, { since, flows, titles: { cross: 'A ping to the other rack' } })

  const { kind: host, kernel } = cluster.host
  expect(report).toMatchObject({ lab: 'gather-report', engine: 'netns', host, kernel, cni: 'modelled calico' })
  expect(report.captures.map(({ name, title }) => [name, title.replace(/^\d+/, 'N')])).toEqual([
    ['cross', 'A ping to the other rack'],
    ['trace-pod-app-control-plane-pod-app-worker', 'N packets at 13 interfaces'],
    ['trace-pod-app-control-plane-pod-app-worker2', 'N packets at 19 interfaces'],
  ])
  for (const { pcapng, name } of report.captures) {
    expect(Buffer.from(pcapng)).toEqual(readFileSync(`.underlay/gather-report/captures/${name}.pcapng`))
  }
  for (const { title, forward, reverse, capture: name, prediction } of report.flows) {
    const trace = traces[title as keyof typeof traces]
    const file = read(report, name)
    expect(forward.hops.map((hop) => reportedHop(hop, file))).toEqual(trace.forward.hops.map(tracedHop))
    expect(reverse?.hops.map((hop) => reportedHop(hop, file))).toEqual(trace.reverse?.hops.map(tracedHop))
    expect(prediction).toEqual(trace.prediction)
  }
  expect(report.flows.map(({ forward, reverse }) => [forward.hops.length, reverse?.hops.length])).toEqual([
    [8, 8],
    [14, 14],
  ])

  const [verdict] = report.verdicts
  expect(report.verdicts).toHaveLength(1)
  expect(verdict).toMatchObject({ outcome: 'pass', summary, capture: 'cross', taps: ['control-plane:net0'] })
  const judged = filterPackets(
    read(report, 'cross'),
    `${verdict?.filter} && frame.interface_name == "control-plane:net0"`,
  )
  expect(summary).toContain(`${judged.length} packets`)

  expect(report.routes.map(({ place }) => place)).toEqual(['control-plane', 'worker', 'worker2', 'worker3', 'gw0'])
  const table = await routes(cluster.node('worker2'))
  expect(report.routes[2]?.routes.map(({ destination, via }) => [destination, via])).toEqual(
    table.map(({ type, destination, nextHop }) => [
      type === 'unicast' ? destination : `${type} ${destination}`,
      nextHop,
    ]),
  )
  expect(report.pictureSvg).toContain('data-tap="worker2:net0"')
  expect(report.graph.places.map(({ name }) => name)).toContain(app.on('worker2').place)
})

test('a failed verdict is red, with its message, beside the packets that show it', async () => {
  const since = now()
  const { cap, flow } = await pinged('worker2', 'failed')
  let failure: unknown
  try {
    assertEncap(cap, { ...flow, expect: 'none' })
  } catch (error) {
    failure = error
  }
  if (!(failure instanceof AssertionError)) throw failure
  const report = await gatherReport(cluster, { since, verdicts: [failure.verdict] })
  expect(report.captures.map(({ name }) => name)).toEqual(['failed'])
  expect(report.verdicts).toEqual([
    {
      outcome: 'fail',
      summary: failure.verdict.summary,
      message: failure.message,
      capture: 'failed',
      taps: ['control-plane:net0'],
      filter: expect.stringMatching(/^frame\.number in \{\d+, \d+\}$/),
    },
  ])
  const offending = filterPackets(read(report, 'failed'), report.verdicts[0]?.filter ?? '')
  // The first of each direction, as the tunnel carries it.
  expect(offending.map((packet) => decode(packet)).map((layers) => field(layers, 'ip.dst#2'))).toEqual([
    app.on('worker2').address,
    app.on('control-plane').address,
  ])
})

test('captures by name; what is too large for a page is told, what is not there is refused', async () => {
  const { cap } = await pinged('worker', 'near')
  const huge = cap.file.replace('near', 'huge')
  writeFileSync(huge, new Uint8Array(17 * 1024 * 1024))
  const { captures, verdicts } = await gatherReport(cluster, { captures: ['near', 'huge'] })
  rmSync(huge)
  expect(captures.map(({ name }) => name)).toEqual(['near'])
  expect(verdicts).toEqual([
    { outcome: 'inconclusive', summary: 'huge: 17 MiB are too much for a page; its file is beside the others' },
  ])
  await expect(gatherReport(cluster, { captures: ['nowhere'] })).rejects.toThrow(/no capture named nowhere.*captures/s)
})

test('a trace whose file is that of a later trace is refused', async () => {
  const trace = async () => tracePath(cluster, app.on('control-plane'), app.on('worker'), { name: 'twice' })
  const [first] = [await trace(), await trace()]
  const flows = [{ title: 'the first', trace: first }]
  await expect(gatherReport(cluster, { captures: [], flows })).rejects.toThrow(/the flow "the first".*name/s)
})

test("a file that others left in the captures' folder takes nothing from the report", async () => {
  const { cap } = await pinged('worker2', 'beside')
  const [foreign, broken] = ['beside filtered.pcapng', 'broken.pcapng'].map((name) => join(dirname(cap.file), name))
  if (foreign === undefined || broken === undefined) throw new Error('no names')
  writeFileSync(foreign, readFileSync(cap.file))
  writeFileSync(broken, 'no capture')
  try {
    const report = await gatherReport(cluster)
    expect(report.captures.map(({ name }) => name)).toEqual(expect.arrayContaining(['beside', 'beside filtered']))
    expect(report.verdicts).toContainEqual({
      outcome: 'inconclusive',
      summary: expect.stringContaining('broken: its file cannot be read'),
    })
  } finally {
    rmSync(foreign)
    rmSync(broken)
  }
})
