import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  attachClabFabric,
  createKindCluster,
  racks,
  sabotage,
  type Cluster,
  type FaultName,
  type LabVerification,
} from '@underlay/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tempFolder, underlay } from '../run-underlay.ts'
import { startVxlanLab, vxlanDocuments } from './vxlan-lab.ts'

const lab = vxlanDocuments('cli-verify')
let cluster: Cluster

beforeAll(async () => {
  cluster = await startVxlanLab(lab)
})

afterAll(() => cluster[Symbol.asyncDispose]())

test('a lab in order: all layers of all pairs pass, JUnit beside the table', async () => {
  const folder = tempFolder({})
  const { code, stdout } = await underlay(folder, 'verify', '-l', lab.name, '--junit', 'verify.xml')
  expect([code, stdout.split('\n').slice(0, 8)]).toEqual([
    0,
    [
      'LAYER          PASS  FAIL  INCONCLUSIVE',
      'addresses      4     0     0',
      'bgp            -     -     -',
      'route          24    0     0',
      'encapsulation  24    0     0',
      'path           24    0     0',
      'reach          24    0     0',
      'mtu            24    0     0',
    ],
  ])
  expect(stdout).toContain('note: bgp is not there: neither the CNI nor a gateway has BGP')
  const xml = readFileSync(join(folder, 'verify.xml'), 'utf8')
  expect(xml).toContain('<testsuites name="underlay verify cli-verify" tests="125" failures="0" errors="0" skipped="1"')
  expect(xml).toContain(
    '<testcase name="pod/app-worker → pod/app-worker3" classname="underlay.cli-verify.mtu" time="0"/>',
  )
})

test.for([
  [
    'tunnel-blocked',
    /cause: gw0: the nft rule "udp dport 4789 drop" in .* dropped 1 packets/,
    /FAIL {2}pod\/app-control-plane → pod\/app-worker2 {2}path: the packet disagrees at gw0:eth2, on the way there: .*; also reach, mtu\n {6}next: underlay trace pod\/app-control-plane pod\/app-worker2 --lab cli-verify/,
  ],
  [
    'missing-route',
    /cause: control-plane: no route to \S+, the block of worker2: \S+ goes by the default route/,
    /FAIL {2}pod\/app-control-plane → pod\/app-worker2 {2}route: the kernel's route disagrees at control-plane:vxlan\.calico, on the way there: expected dev vxlan\.calico/,
  ],
  [
    'mtu-hole',
    /cause: br-pool\d: the MTU of br-pool\d-net\d is 1400, and the documents say 1500/,
    /FAIL {2}control-plane → worker2 {2}mtu: 1500 bytes do not pass, predicted they do\n {6}next: underlay trace control-plane worker2 --size 1500 --lab cli-verify/,
  ],
] as const)('%s: red, with its cause, the first layer and hop, and the next command', async ([fault, cause, line]) => {
  const { code, stdout } = await sabotaged(fault, 'verify', '-l', lab.name)
  expect(code).toBe(1)
  expect(stdout).toMatch(cause)
  expect(stdout).toMatch(line)
})

test('a wrong record of the CNI is red without a packet, for programs too', async () => {
  const { code, stdout } = await sabotaged(
    'wrong-autodetection',
    'verify',
    '-l',
    lab.name,
    '--only',
    'addresses',
    '--json',
  )
  const { outcome, findings } = JSON.parse(stdout) as LabVerification
  expect([code, outcome, new Set(findings.map(({ layer }) => layer))]).toEqual([1, 'fail', new Set(['addresses'])])
  expect(findings[0]?.message).toMatch(
    /^calico records 172\.18\.0\.2\/16 for control-plane, declared is 10\.1\.0\.10\/24$/,
  )
})

test('without pods their half is open, never a pass: exit code 2', async () => {
  const bare = racks({ name: 'cli-verify-bare', racks: 1, nodesPerRack: 2 })
  await using own = await createKindCluster(bare.kind, { engine: 'netns', host: 'local' })
  await attachClabFabric(own, bare.clab, { files: bare.files })
  const { code, stdout } = await underlay(tempFolder({}), 'verify', '-l', bare.name, '--only', 'reach,path')
  expect(code).toBe(2)
  expect(stdout).toContain(
    'inconclusive  path, reach, 2 findings: no pod runs on worker: of pods there nothing is known',
  )
  expect(stdout).toContain('note: control-plane: tainted, without a pod')
  expect(stdout).toMatch(/^INCONCLUSIVE {2}cli-verify-bare: 4 of 6 pass; 2 inconclusive: path 1, reach 1/m)
})

async function sabotaged(fault: FaultName, ...args: readonly string[]) {
  await using _ = await sabotage(cluster, fault)
  return await underlay(tempFolder({}), ...args)
}
