import { describe, expect, test } from 'vitest'
import { cgroupProbe, judgeCgroup } from '../../../src/doctor/docker/cgroup.ts'
import { judgeContainerlab } from '../../../src/doctor/docker/containerlab.ts'
import { diskProbe } from '../../../src/doctor/docker/disk.ts'
import { judgeDocker } from '../../../src/doctor/docker/docker.ts'
import { judgeFirewall } from '../../../src/doctor/docker/firewall.ts'
import { judgeInotify } from '../../../src/doctor/docker/inotify.ts'
import { judgeKind } from '../../../src/doctor/docker/kind.ts'
import { judgeKubectl } from '../../../src/doctor/docker/kubectl.ts'
import { openSite } from '../../../src/doctor/open-site.ts'

const engine = {
  id: 'engine-1',
  serverVersion: '20.10.24+dfsg1',
  cgroupVersion: 1,
  kernel: '6.18.44',
  operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
  architecture: 'x86_64',
  storageDriver: 'overlay2',
  dataRoot: '/var/lib/docker',
  hostName: 'vm',
} as const

const none = { problem: 'docker is needed and was not found', fix: 'curl …', missing: true }

const nodes = (count: number) => openSite(count, 1, AbortSignal.abort()).cluster.nodes

// `nft -j list chain ip filter FORWARD`, its first parts.
const forward = (policy: string): string =>
  `{"nftables": [{"metainfo": {"version": "1.0.6"}}, {"chain": {"family": "ip", "table": "filter", "name": "FORWARD", "handle": 2, "type": "filter", "hook": "forward", "prio": 0, "policy": "${policy}"}}]}`

test('Docker: absent it is no fault, silent it is one; both stop kind', () => {
  expect(judgeDocker(engine)).toEqual({
    status: 'ok',
    detail: 'Docker 20.10.24+dfsg1, overlay2, cgroup v1, on Debian GNU/Linux 12 (bookworm) (Linux 6.18.44)',
  })
  expect(judgeDocker({ ...engine, storageDriver: 'vfs' })).toMatchObject({ status: 'warning', fix: expect.any(String) })
  expect(judgeDocker(none)).toMatchObject({ status: 'skipped', stops: ['kind', 'docker'], fix: 'curl …' })
  expect(judgeDocker({ ...none, missing: false })).toMatchObject({ status: 'problem', stops: ['kind', 'docker'] })
})

test('cgroup v1: an error for a version that refuses it, a warning where any may come', () => {
  expect(judgeCgroup(2, undefined).status).toBe('ok')
  expect(judgeCgroup(1, '1.34.4').status).toBe('ok')
  expect(judgeCgroup(1, '1.35.0')).toMatchObject({
    status: 'problem',
    stops: ['kind'],
    fix: expect.stringContaining('v1.34'),
  })
  const unknown = judgeCgroup(1, undefined)
  expect(unknown).toMatchObject({ status: 'warning', fix: expect.stringContaining('v1.34') })
  expect(unknown).not.toHaveProperty('stops')
  expect(judgeCgroup(undefined, undefined).status).toBe('skipped')
})

test.skipIf(process.platform !== 'linux')('without Docker this machine is looked at; that stops nothing', async () => {
  const site = { ...openSite(4, 1, AbortSignal.abort()), docker: Promise.resolve(none) }
  const [cgroup, disk, full] = await Promise.all([
    cgroupProbe.look(site),
    diskProbe.look(site),
    // More nodes than any disk has room for.
    diskProbe.look({ ...site, cluster: { ...site.cluster, nodes: Array(10_000_000).fill(site.cluster.nodes[0]) } }),
  ])
  expect(cgroup.detail).toMatch(/cgroup v[12]/)
  expect(disk.detail).toMatch(/ GiB are free at \/var\/lib\/docker/)
  expect(full).toMatchObject({ status: 'warning', fix: expect.any(String) })
  expect(full).not.toHaveProperty('stops')
})

describe('inotify', () => {
  test('few instances are an error for many nodes, with the sysctl as its repair', () => {
    const judgement = judgeInotify({ maxUserInstances: 128, maxUserWatches: 524_288 }, nodes(12))
    expect(judgement).toMatchObject({
      status: 'problem',
      stops: ['kind'],
      fix: 'sudo sysctl fs.inotify.max_user_instances=768',
      repairs: [{ kind: 'sysctl', key: 'fs.inotify.max_user_instances', value: 768 }],
    })
  })

  test("below kind's advice it is a warning, each limit with its repair", () => {
    const judgement = judgeInotify({ maxUserInstances: 128, maxUserWatches: 65_536 }, nodes(4))
    expect(judgement.status).toBe('warning')
    expect(judgement.repairs).toEqual([
      { kind: 'sysctl', key: 'fs.inotify.max_user_instances', value: 512 },
      { kind: 'sysctl', key: 'fs.inotify.max_user_watches', value: 524_288 },
    ])
  })

  test('enough', () => {
    expect(judgeInotify({ maxUserInstances: 8192, maxUserWatches: 1_048_576 }, nodes(4)).status).toBe('ok')
    expect(judgeInotify(undefined, nodes(4)).status).toBe('skipped')
  })
})

test('kind: absent, too old, fit', () => {
  expect(judgeKind(undefined)).toMatchObject({
    status: 'skipped',
    stops: ['kind'],
    fix: expect.stringContaining('go install'),
  })
  expect(judgeKind('0.11.1')).toMatchObject({ status: 'problem', stops: ['kind'] })
  expect(judgeKind('0.33.0')).toEqual({ status: 'ok', detail: 'kind 0.33.0' })
})

test('containerlab: it stops nothing, as there is the built-in wiring', () => {
  expect(judgeContainerlab({ works: true, version: '0.69.3' })).toEqual({ status: 'ok', detail: 'containerlab 0.69.3' })
  expect(judgeContainerlab(undefined)).toMatchObject({
    status: 'skipped',
    fix: expect.stringContaining('containerlab'),
  })
  const broken = judgeContainerlab({ works: false, reason: 'containerlab deploy needs root', fix: 'run as root' })
  expect(broken).toEqual({
    status: 'warning',
    detail: 'containerlab deploy needs root; the built-in wiring is used',
    fix: 'run as root',
  })
})

test('kubectl: nobody needs it', () => {
  const stdout = '{\n  "clientVersion": {\n    "major": "1",\n    "gitVersion": "v1.34.4"\n  }\n}\n'
  expect(judgeKubectl({ stdout, stderr: '' })).toEqual({ status: 'ok', detail: 'kubectl 1.34.4' })
  expect(judgeKubectl({ stdout: '', stderr: 'error: unknown flag' })).toMatchObject({ status: 'warning' })
  expect(judgeKubectl(undefined)).toMatchObject({ status: 'skipped' })
})

describe('firewall', () => {
  const seen = { bridged: '1\n', forward: forward('drop'), containerlab: true }

  test("Docker's policy concerns containerlab's bridges alone", () => {
    expect(judgeFirewall(seen)).toMatchObject({ status: 'warning', fix: expect.stringContaining('built-in') })
    expect(judgeFirewall({ ...seen, containerlab: false }).status).toBe('ok')
  })

  test('it needs both, the chain and that bridged packets go through it', () => {
    expect(judgeFirewall({ ...seen, bridged: '0\n' }).status).toBe('ok')
    expect(judgeFirewall({ ...seen, bridged: undefined }).status).toBe('ok')
    expect(judgeFirewall({ ...seen, forward: forward('accept') }).status).toBe('ok')
    expect(judgeFirewall({ ...seen, forward: '' }).status).toBe('ok')
  })

  test('what may not be read is not judged', () => {
    expect(judgeFirewall({ ...seen, forward: undefined }).status).toBe('skipped')
  })
})
