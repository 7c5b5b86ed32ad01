import { readFileSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import {
  assertEncap,
  capture,
  connectCluster,
  InconclusiveError,
  ping,
  pods,
  readCapture,
  type LivePacket,
} from '../../src/index.ts'
import type { RealLab } from './real-lab.ts'

/** Captures as they run, with limits and a ring: of a lab, and of a cluster of somebody else's. */
export function testLiveCaptures(lab: RealLab): void {
  const filter = 'icmp or udp port 8472 or ip proto 4'
  const taps = () => ['control-plane:net0', 'worker2:net0', `${lab.app().on('worker2').place}:eth0`]

  test.for(['its own handle', 'its kubeconfig'])('captures run, end and forget as they are told, by %s', async (by) => {
    const { kubeconfig = '' } = lab.cluster()
    await using visited = by === 'its kubeconfig' ? await connectCluster({ kubeconfig }) : undefined
    const cluster = visited ?? lab.cluster()
    const app = await pods(cluster)
    const [from, to] = [app.on('control-plane'), app.on('worker2')]
    const probe = (count = 3) => ping(from, to, { count, intervalMs: 5 })

    const live = await capture(cluster, taps(), undefined, { name: 'iterate', filter })
    const seen: LivePacket[] = []
    const loop = (async () => {
      for await (const packet of live) seen.push(packet)
    })()
    const piped = new PassThrough()
    const written = Promise.all([live.writeTo(piped), piped.toArray()])
    await probe()
    const cap = await live.stop()
    piped.end()
    await loop
    expect([seen.length, cap.packets.length, cap.dropped, cap.limited]).toEqual([18, 18, 0, undefined])
    expect(new Set(seen.map(({ tap }) => tap))).toEqual(new Set(taps()))
    const [, chunks] = await written
    const file = readCapture(readFileSync(cap.file))
    expect(readCapture(Buffer.concat(chunks)).packets.map(({ bytes }) => bytes)).toEqual(seen.map(({ bytes }) => bytes))
    expect(file.interfaces.map(({ name }) => name)).toEqual(taps())

    const few = await capture(cluster, taps(), undefined, { name: 'few', filter, packets: 4 })
    await probe()
    let count = 0
    for await (const _ of few) count++
    expect(count).toBe(4)
    expect((await few.stop()).limited).toBe('packets: 4 had come')

    const short = await capture(cluster, taps(), () => probe(30), { name: 'short', filter, durationMs: 50 })
    expect(() => assertEncap(short, { from, to, expect: lab.backend })).toThrow(InconclusiveError)

    const ring = { name: 'ring', filter, ringBytes: 900, ringFiles: 2 }
    const kept = await capture(cluster, ['control-plane:net0'], () => probe(20), ring)
    expect([kept.seen, kept.packets.length + kept.dropped, kept.dropped > 0]).toEqual([40, 40, true])
    expect(kept.limited).toContain('older packets were discarded')
    expect(() => assertEncap(kept, { from, to, expect: lab.backend })).toThrow(/into a ring that discarded/)
  })
}
