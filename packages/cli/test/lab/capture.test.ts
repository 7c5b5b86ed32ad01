import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { attachClabFabric, createKindCluster, ping, racks, readCapture, type Cluster } from '@underlay/sdk'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'

const main = join(import.meta.dirname, '../../src/main.ts')
const lab = racks({ name: `live-capture-${process.pid}`, racks: 2, nodesPerRack: 2 })
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'underlay-capture-')))
const taps = ['control-plane:net0', 'gw0:eth1']
let cluster: Cluster

beforeAll(async () => {
  cluster = await createKindCluster(lab.kind, { engine: 'netns', host: 'local' })
  await attachClabFabric(cluster, lab.clab, { files: lab.files })
})

afterAll(async () => {
  await cluster[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const env = { ...process.env, NO_COLOR: '1', UNDERLAY_LAB: lab.kind.name }
const probe = (count = 3) => ping(cluster.node('control-plane'), cluster.node('worker3'), { count, intervalMs: 5 })

/** Starts `underlay capture`, and waits until it listens. */
async function captured(...args: readonly string[]) {
  const child = spawn(process.execPath, [main, 'capture', ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let [said, shown] = ['', Buffer.alloc(0)]
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stdout.on('data', (chunk: Buffer) => (shown = Buffer.concat([shown, chunk])))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  await vi.waitFor(() => expect(said).toContain('listening on'), { timeout: 60_000, interval: 10 })
  return { child, ended, said: () => said, shown: () => shown }
}

/** The tcpdumps that run in the lab. */
async function tcpdumps(): Promise<string> {
  const script = 'for (glob "/proc/[0-9]*/comm") { open my $f, "<", $_ or next; print "$_\\n" if <$f> eq "tcpdump\\n" }'
  const { stdout } = await cluster.internals.spawn('control-plane', ['perl', '-e', script], { stdin: '' })
  return text(stdout)
}

/** Waits until a check holds; the machine may be busy. */
const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000 })

const noneLeft = () => soon(async () => expect(await tcpdumps()).toBe(''))

const missing = spawnSync('tshark', ['--version']).status === 0 ? undefined : 'tshark is not installed'

test('into a pipe it writes one pcapng of all taps; Ctrl-C ends it whole, and is a success', async ({ skip }) => {
  const { child, ended, said, shown } = await captured(...taps, '-f', 'icmp')
  await probe()
  await soon(() => expect(shown().length).toBeGreaterThan(1000))
  child.kill('SIGINT')
  expect([await ended, said()]).toEqual([0, 'listening on 2 taps\n12 packets at 2 taps, 0 dropped\n'])
  const { interfaces, packets, comments, truncated } = readCapture(shown())
  expect(truncated).toBeUndefined()
  expect(interfaces.map(({ name, received, dropped }) => [name, received, dropped])).toEqual(
    expect.arrayContaining(taps.map((tap) => [tap, 6, 0])),
  )
  expect(packets).toHaveLength(12)
  expect(packets.map(({ timestampNs }) => timestampNs)).toEqual(
    packets.map(({ timestampNs }) => timestampNs).toSorted(),
  )
  expect(comments?.[0]).toContain(`lab=${lab.kind.name}`)
  await noneLeft()
  if (missing !== undefined) skip(missing)
  writeFileSync(join(folder, 'pipe.pcapng'), shown())
  const fields = ['-T', 'fields', '-e', 'frame.interface_name']
  const tshark = spawnSync('tshark', ['-n', '-r', join(folder, 'pipe.pcapng'), ...fields])
  expect(tshark.stdout.toString().trim().split('\n').toSorted()).toEqual(
    taps.flatMap((tap) => Array(6).fill(tap)).toSorted(),
  )
})

test('rows come while packets pass, and -w writes the same meanwhile; SIGTERM leaves the file whole', async () => {
  const { child, ended, shown } = await captured(...taps, '-f', 'icmp', '-w', 'rows.pcapng')
  await probe(1)
  await soon(() => expect(shown().toString().match(/Echo/g)).toHaveLength(4))
  expect(readCapture(readFileSync(join(folder, 'rows.pcapng'))).packets).toHaveLength(4)
  expect(shown().toString()).toMatch(
    /^No\. +Time +Tap .*Info\n +1 +0\.000000 +control-plane:net0 .*10\.1\.0\.\d+ → 10\.1\.1\.\d+ .*ICMP .*Echo \(ping\) request/,
  )
  child.kill('SIGTERM')
  expect(await ended).toBe(143)
  const { interfaces, truncated } = readCapture(readFileSync(join(folder, 'rows.pcapng')))
  expect([truncated, interfaces.map(({ received }) => received)]).toEqual([undefined, [2, 2]])
  await noneLeft()
})

test('-c ends it after so many packets that -Y shows; --json says all of each', async () => {
  const { ended, shown, said } = await captured(taps[0] ?? '', '--json', '-Y', 'icmp.type == 0', '-c', '2')
  await probe()
  expect(await ended).toBe(0)
  const records = shown()
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(records).toMatchObject(
    [1, 2].map((seq) => ({
      tap: taps[0],
      protocol: 'ICMP',
      protocols: 'eth:ethertype:ip:icmp:data',
      layers: [{ name: 'eth' }, { name: 'ip' }, { fields: { 'icmp.seq': seq } }, {}],
    })),
  )
  expect(said()).toMatch(/2 of \d+ packets at control-plane:net0, 0 dropped/)
})

test('a ring keeps the latest files; a time ends it', async () => {
  const { ended, said } = await captured(
    taps[1] ?? '',
    '-f',
    'icmp',
    '-w',
    'ring.pcapng',
    '--ring-bytes',
    '1k',
    '--ring-files',
    '2',
    '--duration',
    '4s',
  )
  await probe(10)
  expect(await ended).toBe(0)
  // As a shell takes it.
  expect(said()).toContain('in ring_*.pcapng')
  const names = readdirSync(folder).filter((name) => name.startsWith('ring'))
  expect(names).toHaveLength(2)
  const files = names.toSorted().map((name) => readCapture(readFileSync(join(folder, name))))
  expect(files.at(-1)?.interfaces).toMatchObject([{ name: 'gw0:eth1', received: 20, dropped: 0 }])
  expect(files.every(({ truncated }) => truncated === undefined)).toBe(true)
})

test('a reader that has enough ends it, and no tcpdump stays', async () => {
  const script = `"$0" "$1" capture ${taps.join(' ')} | head -c 100 | wc -c; echo "\${PIPESTATUS[0]}"`
  const shell = spawn('bash', ['-c', script, process.execPath, main], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = text(shell.stderr)
  const shown = buffer(shell.stdout)
  const ended = once(shell, 'close')
  // Only the next packets meet the closed pipe.
  while (shell.exitCode === null) await probe(1)
  await ended
  expect([(await shown).toString(), await said]).toEqual([
    '100\n0\n',
    // The reader may be gone before the other tap has seen any.
    expect.stringMatching(/^listening on 2 taps\n\d+ packets? at 2 taps, 0 dropped\n( {2}nothing at \S+\n)?$/),
  ])
  await noneLeft()
})

test('Ctrl-C ends it also when whoever reads has stopped reading', async () => {
  const { child, ended, said } = await captured(...taps, '-f', 'icmp')
  child.stdout.pause()
  const large = { count: 50, intervalMs: 0, sizeBytes: 8000 }
  await ping(cluster.node('control-plane'), cluster.node('worker3'), large)
  child.kill('SIGINT')
  await soon(() => expect(child.exitCode).toBe(1))
  expect(said()).toMatch(/packets at 2 taps, \d+ dropped\n(.*\n)*.*its end is cut off\n/)
  child.stdout.resume()
  await ended
  await noneLeft()
})

test('a disk that is full ends it with what to do, and no tcpdump stays', async () => {
  const { ended, said } = await captured(...taps, '-w', '/dev/full')
  expect(await ended).toBe(2)
  expect(said()).toMatch(/could not be written: ENOSPC.*\n {2}fix: /)
  await noneLeft()
})

test('killed, it leaves no tcpdump, and the file can be read', async () => {
  const { child, ended, shown } = await captured(...taps, '-f', 'icmp', '-w', 'killed.pcapng')
  await probe()
  await soon(() => expect(shown().toString().match(/Echo/g)).toHaveLength(12))
  expect((await tcpdumps()).trim().split('\n')).toHaveLength(2)
  child.kill('SIGKILL')
  await ended
  expect(readCapture(readFileSync(join(folder, 'killed.pcapng'))).packets).toHaveLength(12)
  await noneLeft()
})

test('what cannot be captured is refused with what to type, and no tcpdump stays', async () => {
  const tries = [
    [['worker:net7'], 'worker has no interface net7\n  fix: did you mean worker:net0?'],
    [['worker:net7', '--dry-run'], 'worker has no interface net7\n  fix: did you mean worker:net0?'],
    [['control-plane:net0', 'wrker:net0'], 'fix: did you mean worker?'],
    [['wrker:net0', '--dry-run'], 'fix: did you mean worker?'],
    [
      ['worker:net0', '-f', 'ip.src == 1'],
      "tcpdump: can't parse filter expression: syntax error\n  fix: a filter as tcpdump takes it: man pcap-filter",
    ],
    [['worker:net0', '-Y', 'tcp.prot == 80'], 'fix: '],
  ] as const
  for (const [args, message] of tries) {
    const { status, stderr, stdout } = spawnSync(process.execPath, [main, 'capture', ...args], { cwd: folder, env })
    expect([status, stdout.toString(), stderr.toString()]).toEqual([2, '', expect.stringContaining(message)])
  }
  await noneLeft()
})

test('every interface of the lab at once', async () => {
  const { child, ended, said, shown } = await captured('--all', '-f', 'icmp', '-o', 'table')
  await probe(1)
  await soon(() => expect(shown().toString()).toContain('br-pool1'))
  child.kill('SIGINT')
  expect(await ended).toBe(0)
  expect(said()).toMatch(/packets at \d\d taps, 0 dropped/)
})

test('the interfaces between two places; a dry run says what would run, and starts nothing', async () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [main, 'capture', '--path', 'control-plane', 'worker3', '-f', 'icmp', '--dry-run'],
    { cwd: folder, env },
  )
  const lines = stdout.toString().trimEnd().split('\n')
  expect([status, lines.every((line) => line.endsWith(' -w - -- icmp'))]).toEqual([0, true])
  const places = lines.map((line) => line.split(':')[0])
  expect([...new Set(places)]).toEqual(['control-plane', 'br-pool0', 'gw0', 'br-pool1', 'worker3'])
  expect(await tcpdumps()).toBe('')
})

test('a lab that ends meanwhile is told', async () => {
  const { ended, said } = await captured(...taps, '-o', 'table')
  await cluster[Symbol.asyncDispose]()
  expect(await ended).toBe(2)
  expect(said()).toMatch(/gw0:eth1 is lost: .*\n(.*\n)*no tap is left: .*\n {2}fix: /)
})
