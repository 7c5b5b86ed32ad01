import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { FilterError, readCapture } from '@underlay/packet'
import { expect, onTestFinished, test, vi } from 'vitest'
import { pcapngFile, pcapngTo, type PacketOutput } from '../../../src/capture/packet-output.ts'
import { jsonLinesTo, rowsTo } from '../../../src/capture/packet-texts.ts'
import { streamTaps } from '../../../src/capture/stream-taps.ts'
import { fakeTaps } from './fake-taps.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes that are in use, once all garbage is gone. */
function bytesInUse(): number {
  collect()
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return arrayBuffers + heapUsed
}

const taps = ['worker:net0', 'gw0:eth1']

/** Counts what it gets. */
function counter() {
  const got = { packets: 0, bytes: 0, ended: 0 }
  const output: PacketOutput = {
    write: (packets) => {
      got.packets += packets.length
      for (const { bytes } of packets) got.bytes += bytes.length
    },
    end: () => void got.ended++,
  }
  return { got, output }
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'underlay-stream-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

/** Starts a stream, and waits until its taps listen. */
async function started(outputs: readonly PacketOutput[], options: Parameters<typeof streamTaps>[3] = {}) {
  const { cluster, tap } = fakeTaps()
  const said: string[] = []
  const stop = new AbortController()
  const { signal } = stop
  const streaming = streamTaps(cluster, taps, outputs, { signal, say: (line) => said.push(line), ...options })
  streaming.catch(() => {})
  await vi.waitFor(() => expect(said).toContain('listening on 2 taps'))
  return { streaming, tap, said, stop: () => stop.abort() }
}

test('rows, JSON and a pcapng come at once, in the order of time, each tap with what it received', async () => {
  const [text, json, pcapng] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const { streaming, tap, stop } = await started([rowsTo(text), jsonLinesTo(json), pcapngTo(pcapng)])
  tap('gw0').see([2_000_000_000n])
  tap('worker').see([1_000_000_000n])
  await pause(100)
  stop()
  const { taps: ended, shown } = await streaming
  const file = buffer(pcapng)
  for (const stream of [text, json, pcapng]) stream.end()
  expect([shown, ended.map(({ tap: name, received, dropped }) => [name, received, dropped])]).toEqual([
    2,
    [
      ['worker:net0', 1, 0],
      ['gw0:eth1', 1, 0],
    ],
  ])
  const lines = (await buffer(text)).toString().trimEnd().split('\n')
  expect(lines.map((line) => line.split(/ +/).slice(0, 4).join(' ').trim())).toEqual([
    'No. Time Tap Outer',
    '1 0.000000 worker:net0',
    '2 1.000000 gw0:eth1',
  ])
  const records = (await buffer(json)).toString().trimEnd().split('\n')
  expect(records.map((line) => JSON.parse(line))).toMatchObject([
    { number: 1, tap: 'worker:net0', time: '1970-01-01T00:00:01.000000000Z', layers: [{ name: 'eth' }] },
    { number: 2, tap: 'gw0:eth1', timeSeconds: 1, lengthBytes: 60 },
  ])
  const { interfaces, packets, truncated } = readCapture(await file)
  expect(truncated).toBeUndefined()
  expect(interfaces).toMatchObject(taps.map((name) => ({ name, received: 1, dropped: 0 })))
  expect(packets.map(({ timestampNs }) => timestampNs)).toEqual([1_000_000_000n, 2_000_000_000n])
})

test('the display filter chooses what outputs get, and what counts; numbers and times stay', async () => {
  const [text, { got, output }] = [new PassThrough(), counter()]
  const displayFilter = 'frame.number % 2 == 0'
  const { streaming, tap } = await started([rowsTo(text), output], { displayFilter, packets: 2 })
  tap('worker').see([1_000_000_000n, 2_000_000_000n, 3_000_000_000n, 4_000_000_000n, 5_000_000_000n, 6_000_000_000n])
  const { shown } = await streaming
  text.end()
  expect([shown, got.packets, got.ended]).toEqual([2, 2, 1])
  const lines = (await buffer(text)).toString().trimEnd().split('\n').slice(1)
  expect(lines.map((line) => line.trim().split(/ +/).slice(0, 2))).toEqual([
    ['2', '1.000000'],
    ['4', '3.000000'],
  ])
})

test('a display filter that is none is refused before anything starts', async () => {
  const { cluster, tap } = fakeTaps()
  await expect(streamTaps(cluster, taps, [], { displayFilter: 'ip.scr == 1' })).rejects.toThrow(FilterError)
  expect(() => tap('worker')).toThrow('nothing was started')
})

test('a tap without packets has its interface in the file, and a time ends the stream', async () => {
  const path = join(folder(), 'quiet.pcapng')
  const { streaming } = await started([pcapngFile(path)], { durationMs: 20 })
  await streaming
  expect(readCapture(readFileSync(path)).interfaces).toMatchObject(taps.map((name) => ({ name, received: 0 })))
})

test('a file is parted into a ring; the latest stay, and each can be read', async () => {
  const path = join(folder(), 'ring.pcapng')
  const { streaming, tap, stop } = await started([pcapngFile(path, { ringBytes: 4000, ringFiles: 3 })])
  for (let round = 0n; round < 10n; round++)
    tap('worker').see(Array.from({ length: 10 }, (_, index) => round * 10n + BigInt(index)))
  await pause(100)
  stop()
  await streaming
  const names = readdirSync(join(path, '..')).toSorted()
  expect(names).toHaveLength(3)
  expect(names[0]).toMatch(/^ring_000\d\d\.pcapng$/)
  const files = names.map((name) => readCapture(readFileSync(join(path, '..', name))))
  expect(files.every(({ truncated }) => truncated === undefined)).toBe(true)
  expect(files.at(-1)?.packets.at(-1)?.timestampNs).toBe(99n)
  expect(files.at(-1)?.interfaces[0]).toMatchObject({ received: 100, dropped: 0 })
})

test('a reader that goes ends the stream, and every tap', async () => {
  const pipe = new PassThrough()
  const { got, output } = counter()
  const { streaming, tap } = await started([pcapngTo(pipe), output])
  pipe.destroy()
  await streaming
  expect([got.ended, tap('worker').signals.at(-1), tap('gw0').signals.at(-1)]).toEqual([1, 'SIGINT', 'SIGINT'])
})

test('a reader that goes takes nothing from the file, and the end may be asked for just before or after', async () => {
  const times = Array.from({ length: 3000 }, (_, index) => BigInt(index))
  for (const first of ['reader', 'end'] as const) {
    const [pipe, path] = [new PassThrough().resume(), join(folder(), 'whole.pcapng')]
    const { streaming, tap, stop } = await started([jsonLinesTo(pipe), pcapngFile(path)])
    tap('worker').see(times)
    await pause(0)
    if (first === 'end') stop()
    pipe.destroy()
    stop()
    const { taps: ended, isCut } = await streaming
    expect([isCut, ended[0]?.received, ended[0]?.dropped]).toEqual([false, 3000, 0])
    const { interfaces, packets } = readCapture(readFileSync(path))
    expect([packets.length, interfaces[0]?.received]).toEqual([3000, 3000])
  }
})

test('a disk that is full ends the stream and every tap; what was written is told', async () => {
  const { got, output } = counter()
  const { streaming, tap } = await started([pcapngFile('/dev/full'), output])
  await expect(streaming).rejects.toThrow(/could not be written: ENOSPC/)
  expect([got.ended, tap('worker').signals.at(-1), tap('gw0').signals.at(-1)]).toEqual([1, 'SIGINT', 'SIGINT'])
})

test('a tap that is lost is told, and the others go on; without any the stream fails', async () => {
  const { got, output } = counter()
  const { streaming, tap, said } = await started([output])
  tap('worker').die(1, 'tcpdump: net0: The interface disappeared\n')
  await vi.waitFor(() => expect(said.at(-1)).toMatch(/^worker:net0 is lost: .*The interface disappeared/))
  tap('gw0').see([1n])
  await vi.waitFor(() => expect(got.packets).toBe(1))
  tap('gw0').die(1, 'tcpdump: pcap_loop: The interface disappeared\n')
  await expect(streaming).rejects.toThrow(/no tap is left: .*disappeared/)
  expect(got.ended).toBe(1)
})

test('the end may be asked for before all taps listen; then none stays', async () => {
  const { cluster, tap } = fakeTaps()
  const late = Promise.withResolvers<void>()
  const { spawn } = cluster.internals
  const slowly: typeof spawn = async (place, ...how) => {
    if (place === 'gw0') await late.promise
    return spawn(place, ...how)
  }
  Object.assign(cluster.internals, { spawn: slowly })
  const stop = new AbortController()
  const streaming = streamTaps(cluster, taps, [], { signal: stop.signal })
  streaming.catch(() => {})
  await vi.waitFor(() => tap('worker'))
  stop.abort()
  await expect(streaming).rejects.toThrow(/aborted/)
  late.resolve()
  await vi.waitFor(() =>
    expect(['worker', 'gw0'].map((place) => tap(place).signals.at(-1))).toEqual(['SIGINT', 'SIGINT']),
  )
})

test('whoever does not read is not waited for when the stream is to end', { timeout: 10_000 }, async () => {
  const stuck = new Writable({ highWaterMark: 1, write: () => {} })
  const { streaming, tap, stop } = await started([pcapngTo(stuck)])
  tap('worker').see([1n, 2n])
  await pause(50)
  stop()
  const { taps: ended, isCut } = await streaming
  expect(tap('worker').signals.at(-1)).toBe('SIGINT')
  expect([isCut, ended[0]?.received]).toEqual([true, 2])
})

test('whoever reads slowly gets everything when the stream is to end', { timeout: 20_000 }, async () => {
  const read: Buffer[] = []
  const slow = new Writable({
    write(chunk: Buffer, _, done) {
      setTimeout(() => done(void read.push(chunk)), chunk.length / 150)
    },
  })
  const { streaming, tap, stop } = await started([pcapngTo(slow)])
  tap('worker').see(
    Array.from({ length: 60 }, (_, index) => BigInt(index)),
    8900,
  )
  await pause(50)
  stop()
  const { isCut } = await streaming
  const { packets, truncated } = readCapture(Buffer.concat(read))
  expect([isCut, packets.length, truncated]).toEqual([false, 60, undefined])
})

test('a pipe that nobody reads takes nothing from the file beside it', { timeout: 60_000 }, async () => {
  const stuck = new Writable({ highWaterMark: 1, write: () => {} })
  const path = join(folder(), 'whole.pcapng')
  const { streaming, tap, stop } = await started([pcapngTo(stuck), rowsTo(stuck), pcapngFile(path)])
  const times = Array.from({ length: 100 }, (_, index) => BigInt(index))
  const before = bytesInUse()
  let most = 0
  for (let round = 1; round <= 200; round++) {
    tap('worker').see(times, 8900)
    if (round % 20 > 0) continue
    await vi.waitFor(() => expect(statSync(path).size).toBeGreaterThan(round * 100 * 8900), { timeout: 10_000 })
    most = Math.max(most, bytesInUse() - before)
  }
  stop()
  const { taps: ended, missed, isCut } = await streaming
  const { interfaces, packets } = readCapture(readFileSync(path))
  expect([packets.length, interfaces[0]?.received, interfaces[0]?.dropped]).toEqual([20_000, 20_000, 0])
  expect([isCut, ended[0]?.dropped]).toEqual([true, 0])
  expect(missed).toBeGreaterThan(0)
  // One backlog of 16 MiB, rows, and what is on its way.
  expect(most).toBeLessThan(128 * 2 ** 20)
})

test('who reads slowly beside a file is told what he lacks, in his pcapng too', { timeout: 30_000 }, async () => {
  const read: Buffer[] = []
  const gate = Promise.withResolvers<void>()
  const late = new Writable({
    write: (chunk: Buffer, _, done) => void gate.promise.then(() => done(void read.push(chunk))),
  })
  const path = join(folder(), 'whole.pcapng')
  const { streaming, tap, stop } = await started([pcapngTo(late), pcapngFile(path)])
  const times = Array.from({ length: 100 }, (_, index) => BigInt(index))
  for (let round = 1; round <= 30; round++) tap('worker').see(times, 8900)
  await vi.waitFor(() => expect(statSync(path).size).toBeGreaterThan(3000 * 8900), { timeout: 5000 })
  gate.resolve()
  stop()
  const { missed, isCut } = await streaming
  const { interfaces, packets, truncated } = readCapture(Buffer.concat(read))
  expect([isCut, truncated, packets.length + missed]).toEqual([false, undefined, 3000])
  expect(missed).toBeGreaterThan(0)
  expect(interfaces[0]).toMatchObject({ received: 3000, dropped: missed })
  expect(readCapture(readFileSync(path)).packets).toHaveLength(3000)
})

test(
  'without a file what slow readers cost is dropped for all, and nothing is missed',
  { timeout: 30_000 },
  async () => {
    const gate = Promise.withResolvers<void>()
    const read: Buffer[][] = [[], []]
    const outputs = read.map((chunks) => {
      const write = (chunk: Buffer, _: unknown, done: (error?: null) => void) =>
        void gate.promise.then(() => done(void chunks.push(chunk)))
      return pcapngTo(new Writable({ write }))
    })
    const { streaming, tap, stop } = await started(outputs)
    const times = Array.from({ length: 100 }, (_, index) => BigInt(index))
    // More than the 64 MiB that wait for outputs.
    for (let round = 1; round <= 100; round++) {
      tap('worker').see(times, 8900)
      if (round % 10 === 0) await pause(30)
    }
    gate.resolve()
    stop()
    const { taps: ended, shown, missed, isCut } = await streaming
    expect([isCut, missed]).toEqual([false, 0])
    expect(ended[0]?.dropped).toBeGreaterThan(0)
    expect(shown + (ended[0]?.dropped ?? 0)).toBe(10_000)
    for (const chunks of read) expect(readCapture(Buffer.concat(chunks)).packets).toHaveLength(shown)
  },
)

test('whoever reads for ever is not waited for for ever', { timeout: 30_000 }, async () => {
  const slow = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => void setTimeout(done, 900) })
  const { streaming, tap, stop } = await started([pcapngTo(slow)])
  tap('worker').see(
    Array.from({ length: 100 }, (_, index) => BigInt(index)),
    8900,
  )
  await pause(50)
  const atMs = performance.now()
  stop()
  const { isCut } = await streaming
  expect([isCut, performance.now() - atMs < 12_000]).toEqual([true, true])
})

test('half a gibibyte goes through without memory growing, and a reader that is slow costs packets, not memory', async () => {
  const { got, output } = counter()
  const slow: PacketOutput = { ...output, write: async (packets) => void (await pause(50), output.write(packets)) }
  const { streaming, tap, stop } = await started([slow], { filter: 'icmp' })
  const times = Array.from({ length: 100 }, (_, index) => BigInt(index))
  const before = bytesInUse()
  let most = 0
  for (let round = 1; round * 890_000 < 2 ** 29; round++) {
    tap('worker').see(times, 8900)
    if (round % 10 === 0) await pause(1)
    if (round % 100 === 0) most = Math.max(most, bytesInUse() - before)
  }
  stop()
  const { taps: ended } = await streaming
  const [worker] = ended
  expect(worker?.received).toBe(60_300)
  expect(worker?.dropped).toBeGreaterThan(0)
  expect((worker?.dropped ?? 0) + got.packets).toBe(60_300)
  process.stderr.write(`capture: 512 MiB streamed, ${(most / 2 ** 20).toFixed(0)} MiB at most in memory\n`)
  // 64 MiB wait at most; the rest is what the collector has not come to.
  expect(most).toBeLessThan(256 * 2 ** 20)
})
