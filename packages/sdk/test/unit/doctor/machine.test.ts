import { describe, expect, test, vi } from 'vitest'
import { EngineError, ToolMissingError } from '../../../src/errors.ts'
import { judgeCache } from '../../../src/doctor/machine/cache.ts'
import { judgeKernel } from '../../../src/doctor/machine/kernel.ts'
import { boot, judgeKvm } from '../../../src/doctor/machine/kvm.ts'
import { judgeLab } from '../../../src/doctor/machine/lab.ts'
import { judgeMicrovm } from '../../../src/doctor/machine/microvm.ts'
import { judgePrograms } from '../../../src/doctor/machine/programs.ts'
import { judgeUserNamespaces } from '../../../src/doctor/machine/user-namespaces.ts'
import { findProgram } from '../../../src/host/guest-root/programs.ts'
import { tempFolder } from '../temp-folder.ts'
import { fakePrograms } from '../process/fake-programs.ts'

const mib = 1024 ** 2
const lack = (need: string) => ({ need, why: 'Error: Unknown device type.' })
const cacheStatus = (found: number | string | undefined) => judgeCache('/cache', found).status

describe('user namespaces', () => {
  const uid = 1000

  test.each([
    ["Debian's setting", { 'kernel.unprivileged_userns_clone': 0 }, 'sudo sysctl kernel.unprivileged_userns_clone=1'],
    [
      "Ubuntu 24.04's AppArmor",
      { 'kernel.apparmor_restrict_unprivileged_userns': 1, 'user.max_user_namespaces': 63_000 },
      'sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0',
    ],
    ['none at all', { 'user.max_user_namespaces': 0 }, 'sudo sysctl user.max_user_namespaces=65536'],
    ['something else', { 'user.max_user_namespaces': 96_365 }, 'run as root, or UNDERLAY_HOST=microvm'],
  ])('forbidden by %s', (_, settings, fix) => {
    const said = 'unshare: unshare failed: Operation not permitted'
    expect(judgeUserNamespaces({ uid, said, settings })).toMatchObject({ status: 'problem', fix, stops: ['local'] })
    const asRoot = judgeUserNamespaces({ uid: 0, said, settings })
    expect(asRoot).toMatchObject({ status: 'warning', fix })
    expect(asRoot).not.toHaveProperty('stops')
  })

  test('allowed, whatever the settings say', () => {
    expect(judgeUserNamespaces({ uid, said: '', settings: {} }).status).toBe('ok')
    expect(judgeUserNamespaces({ uid: 0, said: '', settings: { 'user.max_user_namespaces': 0 } }).status).toBe('ok')
  })
})

describe('kernel', () => {
  const release = '6.1.0-50-amd64'
  const dep =
    'kernel/net/ipv4/ipip.ko: kernel/net/ipv4/tunnel4.ko\nkernel/net/8021q/8021q.ko.xz:\nkernel/net/sched/sch_netem.ko.zst:\n'
  test('all there', () => {
    expect(judgeKernel({ release, lacks: [], dep: '' }).status).toBe('ok')
  })

  test('a module that is there is the fix, and its repair', () => {
    const seen = { release, lacks: [lack('ipip'), lack('vlan'), lack('netem'), lack('dummy')], dep }
    expect(judgeKernel(seen)).toMatchObject({
      status: 'warning',
      detail: 'Linux 6.1.0-50-amd64 does not make ipip, vlan, netem, dummy',
      fix: 'sudo modprobe --all ipip 8021q sch_netem',
      repairs: [
        { kind: 'module', name: 'ipip' },
        { kind: 'module', name: '8021q' },
        { kind: 'module', name: 'sch_netem' },
      ],
    })
  })

  test('without modules another host is the fix', () => {
    const judgement = judgeKernel({ release, lacks: [lack('ipip')], dep: '' })
    expect(judgement).toMatchObject({ status: 'warning', fix: expect.stringContaining('microvm') })
    expect(judgement).not.toHaveProperty('repairs')
    expect(judgement).not.toHaveProperty('stops')
  })

  test('what every lab needs stops the host, as do namespaces', () => {
    expect(judgeKernel({ release, lacks: [lack('bridge')], dep })).toMatchObject({
      status: 'problem',
      stops: ['local'],
    })
    const lacks = [{ need: 'namespaces', why: 'unshare failed: Operation not permitted' }]
    expect(judgeKernel({ release, lacks, dep })).toMatchObject({ status: 'problem', stops: ['local'] })
  })
})

describe('KVM', () => {
  test.each([
    [{ exitCode: 33, stderr: '' }, 'ok', /ran under KVM/],
    [{ refused: 'ENOENT', stderr: '' }, 'warning', /no \/dev\/kvm/],
    [{ refused: 'EACCES', stderr: '' }, 'warning', /may not use/],
    [{ stderr: '' }, 'warning', /did not run in time/],
    [
      { exitCode: 134, stderr: 'qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69\nqemu: Assertion failed' },
      'warning',
      /does not boot a guest \(error: failed to set MSR 0x10a/,
    ],
    [{ exitCode: 1, stderr: 'qemu: could not access KVM kernel module' }, 'warning', /does not boot/],
  ])('%j', (said, status, detail) => {
    expect(judgeKvm(said)).toMatchObject({ status, detail: expect.stringMatching(detail) })
  })

  const qemu = findProgram('qemu-system-x86_64')
  const how = { timeoutMs: 10_000, signal: new AbortController().signal }

  test('the guest of five bytes runs where a processor is emulated', async ({ skip }) => {
    if (qemu === undefined) skip('qemu-system-x86_64 is not installed')
    vi.stubEnv('XDG_CACHE_HOME', tempFolder())
    expect(await boot(qemu ?? '', ['-accel', 'tcg', '-cpu', 'qemu64'], how)).toMatchObject({ exitCode: 33 })
    vi.unstubAllEnvs()
  })

  test('a guest that hangs is ended', async () => {
    vi.stubEnv('XDG_CACHE_HOME', tempFolder())
    const { folder } = fakePrograms({ qemu: 'exec sleep 60' })
    const said = await boot(`${folder}/qemu`, [], { ...how, timeoutMs: 200 })
    expect(judgeKvm(said).detail).toMatch(/did not run in time/)
  })
})

test('programs: every missing one is named, with one line that installs them', () => {
  const packages = [
    { name: 'qemu-system-x86', version: '1:7.2+dfsg-7+deb12u18' },
    { name: 'frr', version: '8.4.4-1.1~deb12u2' },
  ]
  expect(judgePrograms([], 'apt', packages)).toEqual({
    status: 'ok',
    detail: 'every program of a lab is installed or unpacked: qemu-system-x86 7.2, frr 8.4.4',
  })
  expect(judgePrograms(['tcpdump', 'nft'], 'sudo apt-get install -y nftables tcpdump')).toEqual({
    status: 'problem',
    detail: 'neither installed nor unpacked: tcpdump, nft',
    fix: 'sudo apt-get install -y nftables tcpdump',
    stops: ['local', 'microvm'],
  })
})

test('microVM: what is missing, and its install line', () => {
  expect(judgeMicrovm('6.1.0-56-cloud-amd64').status).toBe('ok')
  const missing = judgeMicrovm(new ToolMissingError('qemu-system-x86_64', 'sudo apt-get install qemu-system-x86'))
  expect(missing).toMatchObject({ status: 'warning', fix: 'sudo apt-get install qemu-system-x86', stops: ['microvm'] })
})

test('cache: too little room, or none at all', () => {
  expect([600 * mib, 512 * mib, 511 * mib, 99 * mib, undefined].map(cacheStatus)).toEqual([
    'ok',
    'ok',
    'warning',
    'problem',
    'skipped',
  ])
  expect(judgeCache('/cache', 'EACCES: permission denied')).toMatchObject({
    status: 'problem',
    stops: ['local', 'microvm'],
  })
})

test('a lab that starts, that starts with a word, that does not start', () => {
  const lab = { kernel: '6.1.0-56-cloud-amd64', accelerator: 'tcg' }
  expect(judgeLab('microvm', { lab, startMs: 5432, said: [] })).toEqual({
    status: 'ok',
    detail: 'a lab starts on Linux 6.1.0-56-cloud-amd64 (tcg) in 5.4 s',
  })
  expect(judgeLab('microvm', { lab, startMs: 5432, said: ['no snapshot: the disk is full'] })).toMatchObject({
    status: 'warning',
    detail: expect.stringContaining('the disk is full'),
  })
  const error = new EngineError('the lab in namespaces did not start: exit code 1\n— it said', 'UNDERLAY_HOST=microvm')
  expect(judgeLab('local', { error })).toEqual({
    status: 'problem',
    detail: 'the lab in namespaces did not start: exit code 1',
    fix: 'UNDERLAY_HOST=microvm',
    stops: ['local'],
  })
})
