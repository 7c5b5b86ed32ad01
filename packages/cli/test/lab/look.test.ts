import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { daemonSet, type Cluster } from '@underlay/sdk'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { lookForValues } from '../../src/completion/look-for-values.ts'
import { startUnderlay, underlay } from '../run-underlay.ts'
import { startVxlanLab, vxlanDocuments } from './vxlan-lab.ts'

// A runtime folder where nobody else has labs.
const folder = mkdtempSync(join(tmpdir(), 'underlay-look-'))
const before = process.env['XDG_RUNTIME_DIR']
const name = 'look-cli'
let cluster: Cluster

beforeAll(async () => {
  process.env['XDG_RUNTIME_DIR'] = folder
  process.env['UNDERLAY_LAB'] = name
  cluster = await startVxlanLab({ ...vxlanDocuments(name, 1), workload: [daemonSet('app')] })
})

afterAll(async () => {
  await cluster[Symbol.asyncDispose]()
  delete process.env['UNDERLAY_LAB']
  if (before === undefined) delete process.env['XDG_RUNTIME_DIR']
  else process.env['XDG_RUNTIME_DIR'] = before
  rmSync(folder, { recursive: true })
})

const main = join(import.meta.dirname, '../../src/main.ts')
const run = (...args: readonly string[]) => underlay(folder, ...args)

test('inspect: a lab at a glance, for people and as data', async () => {
  const [text, json] = await Promise.all([run('inspect'), run('inspect', '-o', 'json')])
  expect(text).toMatchObject({ code: 0, stderr: '' })
  expect(text.stdout).toMatch(/^lab +look-cli\nengine +netns, process\nhost +local, /)
  expect(text.stdout).toContain('calico (modelled), vxlan CrossSubnet, pods ')
  expect(text.stdout).toMatch(/\nworker +worker +yes +10\.1\.1\.10 +10\.1\.1\.10\/24 +server2\n/)
  const lab: unknown = JSON.parse(json.stdout)
  expect(lab).toMatchObject({
    name,
    engine: 'netns',
    fabric: { links: 4, nodes: [{ name: 'gw0', kind: 'vyos', addresses: ['10.1.0.1', '10.1.1.1'] }] },
    nodes: [{ place: 'control-plane' }, { place: 'worker', alias: 'server2' }],
    pods: [{ place: 'pod/app-control-plane' }, { place: 'pod/app-worker', node: 'worker' }],
  })
})

test('inspect: what the kernels say, of one place or all', async () => {
  const [routes, interfaces, bgp] = await Promise.all([
    run('inspect', 'route', 'server2'),
    run('inspect', 'interfaces', '-o', 'json'),
    run('inspect', 'bgp'),
  ])
  expect(routes.stdout).toMatch(/^PLACE +DESTINATION/)
  expect(routes.stdout).toMatch(/\nworker +10\.1\.1\.0\/24 +- +net0 +kernel\n/)
  expect(routes.stdout).not.toContain('control-plane')
  const all = JSON.parse(interfaces.stdout) as { place: string; name: string; mtuBytes: number }[]
  expect(new Set(all.map(({ place }) => place))).toEqual(new Set(['control-plane', 'worker', 'gw0']))
  expect(all.find((each) => each.place === 'worker' && each.name === 'vxlan.calico')).toMatchObject({ mtuBytes: 1450 })
  expect(bgp).toEqual({
    code: 0,
    stdout: '',
    stderr: 'no BGP session: neither the CNI nor a gateway speaks BGP there\n',
  })
})

test('a place that is none: the nearest name, exit code 2', async () => {
  const [misspelt, bare] = await Promise.all([
    run('inspect', 'interfaces', 'wroker'),
    run('exec', 'app-worker', '--', 'ip', 'a'),
  ])
  expect(misspelt).toEqual({ code: 2, stdout: '', stderr: 'no place is named wroker\n  fix: did you mean worker?\n' })
  expect(bare.stderr).toBe('no place is named app-worker\n  fix: did you mean pod/app-worker?\n')
  const tap = await run('capture', 'app-worker:eth0')
  expect(tap.stderr).toMatch(/is named app-worker\n {2}fix: did you mean pod\/app-worker\?\n$/)
})

test('exec: streams and exit code are the program’s, arguments reach it as they are', async () => {
  const words = ['two words', '', '$HOME', 'new\nline', '--lab', 'ü;|&']
  const [ended, piped, printed, missing] = await Promise.all([
    run('exec', 'worker', '--', 'sh', '-c', 'echo out; echo err >&2; exit 7'),
    startUnderlay(folder, ['exec', 'pod/app-worker', '--', 'cat'], 'a\0b\n'.repeat(100_000)).ended,
    run('exec', 'gw0', '--', 'sh', '-c', 'printf "%s|" "$@"', 'sh', ...words),
    run('exec', 'worker', '--', 'nosuch'),
  ])
  expect(ended).toEqual({ code: 7, stdout: 'out\n', stderr: 'err\n' })
  expect(piped.code).toBe(0)
  expect(piped.stdout === 'a\0b\n'.repeat(100_000)).toBe(true)
  expect(printed).toEqual({ code: 0, stdout: `${words.join('|')}|`, stderr: '' })
  expect(missing).toMatchObject({ code: 127, stdout: '' })
  expect(missing.stderr).toMatch(/nosuch: No such file or directory\n {2}fix: .*underlay exec worker -- ls/)
})

test('exec: Ctrl-C ends the program with us', async () => {
  const { child, ended } = startUnderlay(folder, ['exec', 'worker', '--', 'sh', '-c', 'echo here; exec sleep 77'])
  await once(child.stdout, 'readable')
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 130 })
  expect((await run('exec', 'worker', '--', 'sh', '-c', 'cat /proc/[0-9]*/cmdline')).stdout).not.toContain(
    'sleep\x0077',
  )
})

test('exec: a reader that has seen enough ends an endless program', async () => {
  const line = `"${process.execPath}" "$0" exec worker -- sh -c 'while :; do echo yes; done' | head -n 2; echo "\${PIPESTATUS[0]}"`
  const shell = spawn('bash', ['-c', line, main], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  shell.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await once(shell, 'close')
  expect(said).toBe('yes\nyes\n141\n')
})

test('exec: what is not read does not pile up', async () => {
  const argv = [main, 'exec', 'worker', '--', 'head', '-c', '400000000', '/dev/zero']
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'readable')
  // Whoever did not stop would have sent all of it long ago.
  await new Promise((resolve) => setTimeout(resolve, 2000))
  const states = await run('exec', 'worker', '--', 'sh', '-c', 'cat /proc/[0-9]*/stat')
  expect(states.stdout).toMatch(/\(head\) T /)
  let bytes = 0
  child.stdout.on('data', (chunk: Buffer) => (bytes += chunk.length))
  await once(child, 'close')
  expect(bytes).toBe(400_000_000)
})

const values = async (kind: 'place' | 'end') =>
  (await lookForValues(kind, ['exec', '-l', 'look-cli', ''])).map(({ value }) => value)

test('completion: bridges and the outside among the places, no bridge among the ends', async () => {
  expect(await values('place')).toEqual(expect.arrayContaining(['gw0', 'br-pool0', 'outside', 'pod/app-worker']))
  expect(await values('end')).toEqual(expect.not.arrayContaining(['br-pool0']))
})

test('ping: a table and 0 when all is answered, 1 and the next thing to do when not', async () => {
  const [answered, data, lost] = await Promise.all([
    run('ping', 'control-plane', 'pod/app-worker', '-c', '2', '-s', '100'),
    run('ping', 'control-plane', 'worker', '--json', '--ttl', '9'),
    run('ping', 'control-plane', '10.255.255.1', '-c', '1', '-W', '0.3'),
  ])
  expect(answered.code).toBe(0)
  expect(answered.stdout).toMatch(/\ncontrol-plane +pod\/app-worker +2 +2 +63 /)
  expect(data.code).toBe(0)
  expect(JSON.parse(data.stdout)).toMatchObject([{ from: 'control-plane', to: 'worker', transmitted: 3, received: 3 }])
  expect(lost.code).toBe(1)
  expect(lost.stderr).toMatch(
    /^1 of 1 were not answered\n {2}fix: underlay trace control-plane 10\.255\.255\.1 --lab look-cli\n$/,
  )
})

test('graph: a tree of the lab that runs, or its picture', async () => {
  const [text, dot] = await Promise.all([run('graph'), run('graph', '--dot')])
  expect(text.stdout).toMatch(/^look-cli\n├─ outside /)
  expect(text.stdout).toMatch(
    /─ worker \(server2\) {2}net0 10\.1\.1\.10\/24, vxlan\.calico .*\n.*─ pod\/app-worker {2}eth0 /,
  )
  expect(dot.stdout).toMatch(/^graph "look-cli" \{\n/)
})

test('shell: without a terminal it says the line to type', async () => {
  const { code, stderr } = await run('shell', 'server2')
  expect(code).toBe(2)
  expect(stderr).toBe('a shell needs a terminal\n  fix: run npx underlay shell worker --lab look-cli in one\n')
})

const noScript = spawnSync('script', ['--version']).error && 'script, of util-linux, is not here'

test('shell: what is typed reaches it, Ctrl-C ends what it runs, its exit code is ours', async ({ skip }) => {
  skip(noScript !== undefined, noScript)
  const line = `"${process.execPath}" "${main}" shell worker`
  const child = spawn('script', ['-qec', line, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const sees = (text: RegExp) => vi.waitFor(() => expect(said).toMatch(text), { timeout: 30_000 })
  await sees(/worker:\/# $/)
  child.stdin.write("sh -c 'ip -br addr show net0; exec sleep 777'\r")
  await sees(/net0@.* 10\.1\.1\.10\/24/)
  child.stdin.write('\u0003')
  await sees(/\^C[^]*worker:\/# $/)
  child.stdin.write('exit 5\r')
  expect(await once(child, 'close')).toEqual([5, null])
})
