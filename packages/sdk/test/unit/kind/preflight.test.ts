import { describeCluster, kindConfig } from '@underlay/configs'
import { expect, test } from 'vitest'
import { LabError } from '../../../src/errors.ts'
import type { HostFacts } from '../../../src/kind/host-facts.ts'
import { preflight, requirePreflight } from '../../../src/kind/preflight.ts'
import { refusal } from '../refusal.ts'

const gib = 1024 ** 3

const good: HostFacts = {
  docker: {
    id: 'engine-1',
    serverVersion: '28.2.2',
    cgroupVersion: 2,
    kernel: '6.1.0',
    operatingSystem: 'Debian',
    architecture: 'x86_64',
    storageDriver: 'overlay2',
    dataRoot: '/var/lib/docker',
    hostName: 'vm',
  },
  kindVersion: '0.33.0',
  inotify: { maxUserInstances: 512, maxUserWatches: 524_288 },
  freeBytes: 20 * gib,
  architecture: 'x86_64',
  clusters: ['other'],
  networks: [
    { name: 'bridge', subnets: ['172.17.0.0/16'] },
    { name: 'kind', subnets: ['172.18.0.0/16', 'fc00:f853:ccd:e793::/64'] },
  ],
  kindNetwork: 'kind',
  routes: [
    { destination: '0.0.0.0/0', device: 'eth0' },
    { destination: '192.0.2.0/24', device: 'eth0' },
    { destination: '172.18.0.0/16', device: 'br-59ab7819e338' },
  ],
}

const docker1 = { ...good.docker, cgroupVersion: 1 } as HostFacts['docker']

function cluster(nodes = 4, image = 'kindest/node:v1.34.4', podSubnet = '10.98.0.0/16') {
  const roles = Array.from({ length: nodes }, (_, index) => ({
    role: index === 0 ? ('control-plane' as const) : ('worker' as const),
    image,
  }))
  return describeCluster(kindConfig({ name: 'lab', podSubnet, nodes: roles }))
}

const told = (facts: Partial<HostFacts>, model = cluster(), fabric: string[] = ['10.1.5.0/24', '10.1.8.0/24']) =>
  preflight({ ...good, ...facts }, model, fabric).map(({ severity, message }) => `${severity}: ${message}`)

test('a good machine has no problem, nor has one of which nothing is known', () => {
  expect(told({})).toEqual([])
  const { inotify: _i, freeBytes: _f, ...unknown } = good
  expect(preflight({ ...unknown, networks: [], routes: [], clusters: [] }, cluster())).toEqual([])
})

test('Docker and kind', () => {
  expect(told({ docker: { problem: 'Docker does not answer', fix: 'x' } })).toEqual(['error: Docker does not answer'])
  const { kindVersion: _, ...without } = good
  expect(preflight(without, cluster())).toMatchObject([
    { severity: 'error', message: 'kind is needed and was not found', fix: expect.stringContaining('go install') },
  ])
  expect(told({ kindVersion: '0.19.0' })).toEqual(['error: kind 0.19.0 is too old: v0.20 or later is needed'])
  expect(told({ kindVersion: '0.20.0' })).toEqual([])
  expect(told({ kindVersion: '1.0.0-alpha' })).toEqual([])
})

test.for([
  ['kindest/node:v1.34.4', []],
  ['kindest/node:v1.35.0', ['error: Kubernetes 1.35.0 does not run on cgroup v1, which is what there is here']],
  ['kindest/node:mine', []],
] as const)('%s on cgroup v1', ([image, problems]) => {
  expect(told({ docker: docker1 }, cluster(1, image))).toEqual(problems)
  expect(told({}, cluster(1, image))).toEqual([])
})

test.for([
  [4, 127, 524_288, ['error: fs.inotify.max_user_instances is 127: 4 nodes use about 128, kind advises 512']],
  [4, 128, 524_288, ['warning: fs.inotify.max_user_instances is 128: 4 nodes use about 128, kind advises 512']],
  [2, 128, 8192, []],
  [3, 512, 8192, ['warning: fs.inotify.max_user_watches is 8192: 3 nodes use about 768, kind advises 524288']],
  [2, 512, 511, ['error: fs.inotify.max_user_watches is 511: 2 nodes use about 512, kind advises 524288']],
] as const)(
  '%i nodes with %i inotify instances and %i watches',
  ([nodes, maxUserInstances, maxUserWatches, problems]) => {
    expect(told({ inotify: { maxUserInstances, maxUserWatches } }, cluster(nodes))).toEqual(problems)
  },
)

test.for([
  [6, []],
  [5.9, ['warning: 5.9 GiB are free at /var/lib/docker: 4 nodes and their image use about 6 GiB']],
  [1.9, ['error: 1.9 GiB are free at /var/lib/docker: 4 nodes and their image use about 6 GiB']],
] as const)('%d GiB free for 4 nodes', ([free, problems]) => {
  expect(told({ freeBytes: free * gib })).toEqual(problems)
})

test('a machine that kind has no images for', () => {
  expect(told({ architecture: 'riscv64' })).toEqual(['warning: kind publishes no node images for riscv64'])
})

test('errors come first', () => {
  const problems = preflight(
    { ...good, freeBytes: 5 * gib, clusters: ['lab'] },
    cluster(1, 'x:v1.34.0', '172.17.0.0/24'),
  )
  expect(problems.map(({ severity }) => severity)).toEqual(['error', 'warning'])
})

test('one error is the message, and the warnings are given when there is none', () => {
  const error = refusal(() => requirePreflight({ ...good, clusters: ['lab'] }, cluster()), LabError)
  expect(error.message).toBe(
    'lab cannot be created here: there is a kind cluster lab already\n  fix: kind delete cluster --name lab, or choose another name',
  )
  expect(requirePreflight({ ...good, freeBytes: 5 * gib }, cluster())).toMatchObject([{ severity: 'warning' }])
})

test('several errors are one error, each with its fix, and no warning among them', () => {
  const facts = { ...good, clusters: ['lab'], freeBytes: 5 * gib, kindVersion: '0.11.0' }
  const { message } = refusal(() => requirePreflight(facts, cluster()), LabError)
  expect(message).toMatch(
    /^lab cannot be created here, for 2 reasons:\n- kind 0\.11\.0 is too old.*\n {2}fix: go install.*\n- there is a kind cluster lab already\n {2}fix: kind delete/,
  )
  expect(message).not.toContain('GiB')
})
