import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { documentLab, pathLab, sabotage, type Cluster, type EncapMatrix } from '@underlay/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tempFolder, underlay } from '../run-underlay.ts'
import { startVxlanLab, vxlanDocuments } from './vxlan-lab.ts'

const lab = vxlanDocuments('cli-evidence')
const [from, to] = ['pod/app-control-plane', 'pod/app-worker2']
let cluster: Cluster

beforeAll(async () => {
  cluster = await startVxlanLab(lab)
})

afterAll(() => cluster[Symbol.asyncDispose]())

const run = (...args: readonly string[]) => underlay(tempFolder({}), ...args, '--lab', lab.name)

test('predict: what happens, what does not fit, and what no document says', async () => {
  const [fits, large, unknown] = await Promise.all([
    run('predict', from, to),
    run('predict', from, to, '--size', '1451', '--json'),
    run('predict', 'worker', 'default/nobody', '--protocol', 'tcp', '--port', '80'),
  ])
  expect([fits.code, large.code, unknown.code]).toEqual([0, 1, 2])
  expect(fits.stdout).toContain('so vxlan\n  largest packet 1450 bytes; one more: refused at the source')
  expect(fits.stdout.trimEnd().split('\n').at(-1)).toBe(
    'answered: vxlan there, vxlan back; up to 1450 bytes in one piece',
  )
  expect(JSON.parse(large.stdout)).toMatchObject({ from, to, arrives: false, text: /^1451 bytes are too many/ })
  expect(unknown.stderr).toMatch(/default\/nobody.*\n {2}fix: /)
})

test('what documents alone say of the lab is what is known of it when it runs', async () => {
  const { services, pods, cni, ...known } = documentLab(lab)
  const running = await pathLab(cluster)
  expect({ ...known, pods, services, cni: { ...cni } }).toEqual({ ...running, cni: { ...running.cni } })
})

test('predict of documents needs no lab; of both it is refused', async () => {
  const folder = tempFolder({})
  const ends = ['predict', 'pod/app-worker', 'pod/app-worker2']
  const [preset, both, unknown] = await Promise.all([
    underlay(folder, ...ends, '--of', 'calico-ipip-always', '-o', 'json'),
    run(...ends, '--of', 'calico-ipip-always'),
    underlay(folder, ...ends, '--of', 'calico-ipip-alway'),
  ])
  expect([preset.code, both.code, unknown.code]).toEqual([0, 2, 2])
  expect(JSON.parse(preset.stdout)).toMatchObject({
    text: 'answered: ipip there, ipip back; up to 1480 bytes in one piece',
  })
  expect(both.stderr).toMatch(/documents are asked about, and a lab that runs\n {2}fix: /)
  expect(unknown.stderr).toMatch(/did you mean calico-ipip-always\?/)
})

test('trace: a ladder, a tree, data; and what it comes to', async () => {
  const [ladder, data, small] = await Promise.all([
    run('trace', from, to),
    run('trace', from, 'default/app', '-p', 'tcp', '--port', '8080', '-o', 'json'),
    run('trace', from, to, '--size', '20'),
  ])
  expect(ladder).toMatchObject({ code: 0, stderr: '' })
  expect(ladder.stdout).toMatch(/vxlan 10\.1\.0\.10 → 10\.1\.1\.10 ttl 64/)
  expect(ladder.stdout).toMatch(/\nPASS {2}pod\/app-control-plane → pod\/app-worker2 {2}vxlan there, vxlan back/)
  const { outcome, trace, comparison, file } = JSON.parse(data.stdout)
  expect([outcome, trace.outcome, trace.forward.hops[0].tap]).toEqual(['pass', 'answered', `${from}:eth0`])
  expect(comparison.rows[0]).toMatchObject({ way: 'there', agrees: '✓' })
  expect(file).toContain('cli-evidence/captures/trace-')
  expect(small).toMatchObject({ code: 2, stdout: '', stderr: /--size 20 is not possible/ })
})

test('a packet that dies: where, why, at which layer', async () => {
  await using _ = await sabotage(cluster, 'tunnel-blocked')
  const { code, stdout } = await run('trace', from, to, '--tree', '-W', '0.5')
  expect(code).toBe(1)
  expect(stdout).toMatch(/✗ lost in gw0: last seen at gw0:eth1, not at gw0:eth2/)
  expect(stdout).toMatch(/FAIL {2}.*: the packet disagrees at gw0:eth2, on the way there/)
  expect(stdout).toMatch(/\n {2}next: underlay inspect routes gw0 --lab \S+\n/)
  expect(stdout).toMatch(/cause: gw0: the nft rule "udp dport 4789 drop"/)
})

test('what is too large is lost as predicted where its size is the reason, and only there', async () => {
  const large = ['trace', 'control-plane', 'worker2', '--size', '1501'] as const
  const refused = await run(...large)
  expect(refused.code).toBe(0)
  expect(refused.stdout).toMatch(/PASS {2}it is lost, as predicted\n.*\n {2}control-plane says .*message too long/)
  await using _ = await sabotage(cluster, 'no-default-route')
  const [unrouted, pinged] = await Promise.all([run(...large), run('ping', 'control-plane', 'worker2')])
  expect(pinged).toMatchObject({
    code: 1,
    stdout: /control-plane: Network is unreachable/,
    stderr: /3 of 3 were not answered\n {2}fix: underlay trace control-plane worker2/,
  })
  expect(unrouted.code).toBe(1)
  expect(unrouted.stdout).toMatch(/FAIL {2}.*Network is unreachable/s)
})

test('matrix: pods or nodes, for people and as data; a wrong pair has its cause', async () => {
  const [pods, nodes, others] = await Promise.all([
    run('matrix'),
    run('matrix', 'nodes', '-o', 'json'),
    run('matrix', 'racks'),
  ])
  expect([pods.code, nodes.code, others.code]).toEqual([0, 0, 2])
  expect(pods.stdout).toContain('4 ends  12 of 12 directions as predicted  none 4, vxlan 8')
  const { outcome, cells } = JSON.parse(nodes.stdout) as EncapMatrix
  expect([outcome, cells.map(({ actual }) => actual)]).toEqual(['pass', cells.map(() => 'none')])
  await using _ = await sabotage(cluster, 'tunnel-blocked')
  const { code, stdout } = await run('matrix')
  expect(code).toBe(2)
  expect(stdout).toContain('no evidence: left control-plane as vxlan, never seen at worker2')
})

test('report: one page with the captures, its URL is the last line', async () => {
  const folder = tempFolder({})
  await underlay(folder, 'trace', from, to, '--lab', lab.name)
  const { code, stdout } = await underlay(folder, 'report', '-o', 'page.html', '--lab', lab.name)
  expect([code, stdout]).toEqual([0, `file://${folder}/page.html\n`])
  const page = readFileSync(fileURLToPath(stdout.trim()), 'utf8')
  expect(page).toContain('<title>Underlay: cli-evidence</title>')
  expect(page).toContain('"trace-pod-app-control-plane-pod-app-worker2"')
  expect(await run('report', '--since', 'yesterday')).toMatchObject({ code: 2, stderr: /--since yesterday is no time/ })
})

test('--dry-run is about clusters of others', async () => {
  const { code, stderr } = await run('verify', '--dry-run')
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/a lab of your own needs no rights\n {2}fix: underlay verify/),
  ])
})
