import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LabError, ToolMissingError } from '../../../src/errors.ts'
import { chooseHost, hostAsked, type HostName } from '../../../src/host/choose-host.ts'
import type { Lack } from '../../../src/host/features.ts'
import { refusal, rejection } from '../refusal.ts'

const probe = vi.hoisted(() => ({ lacks: [] as readonly Lack[], asked: [] as unknown[], noQemu: false, docker: true }))

vi.mock('../../../src/host/local/probe.ts', () => ({
  probeLocal: async (needs: unknown) => {
    probe.asked.push(needs)
    return probe.lacks
  },
}))

vi.mock('../../../src/host/guest-root/programs.ts', async () => {
  const { ToolMissingError: Missing } = await import('../../../src/errors.ts')
  return {
    requireProgram: (name: string) => {
      if (probe.noQemu) throw new Missing(name, 'apt-get install qemu')
      return `/usr/bin/${name}`
    },
  }
})

vi.mock('../../../src/host/guest-root/debian.ts', () => ({ unpackedDebian: () => ({}) }))

vi.mock('../../../src/docker/info.ts', () => ({
  dockerInfo: async () => {
    if (!probe.docker) throw new Error('no Docker')
    return { serverVersion: '28.0.0' }
  },
}))

beforeEach(() => {
  probe.noQemu = false
  probe.docker = true
  probe.lacks = []
  probe.asked = []
})
afterEach(() => vi.unstubAllEnvs())

test('the option, else UNDERLAY_HOST, else auto; anything else is refused', () => {
  vi.stubEnv('UNDERLAY_HOST', '')
  expect(hostAsked(undefined)).toBe('auto')
  vi.stubEnv('UNDERLAY_HOST', 'local')
  expect([hostAsked(undefined), hostAsked('microvm')]).toEqual(['local', 'microvm'])
  vi.stubEnv('UNDERLAY_HOST', 'cloud')
  expect(refusal(() => hostAsked(undefined), LabError).message).toContain('there is no host cloud')
})

const said: string[] = []
const choose = (asked: HostName, platform: NodeJS.Platform = 'linux') => {
  said.length = 0
  return chooseHost(asked, ['ipip', 'dummy'], (line) => said.push(line), platform)
}

test('auto takes the local kernel when it makes all, and says so', async () => {
  expect(await choose('auto')).toBe('local')
  expect(said).toEqual([expect.stringMatching(/^host local: Linux \S+ makes all that the lab needs/)])
  expect(probe.asked).toEqual([['ipip', 'dummy']])
})

test('auto takes the microVM when the kernel lacks something, and says what', async () => {
  probe.lacks = [{ need: 'ipip', why: 'Unknown device type' }]
  expect(await choose('auto')).toBe('microvm')
  expect(said).toEqual([expect.stringMatching(/^host microvm: Linux \S+ of this machine cannot make ipip$/)])
})

test('a local kernel that was asked for and lacks something is refused, with the reason and the other host', async () => {
  probe.lacks = [{ need: 'ipip', why: 'Unknown device type' }]
  const { message } = await rejection(choose('local'), LabError)
  expect(message).toMatch(/of host local, cannot make ipip \(Unknown device type\)\n {2}fix: .*host: 'microvm'/)
})

test('nothing is tried for a microVM', async () => {
  expect([await choose('microvm'), probe.asked, said]).toEqual(['microvm', [], []])
})

test('auto takes Docker where neither the kernel nor a microVM will do', async () => {
  probe.lacks = [{ need: 'ipip', why: 'Unknown device type' }]
  probe.noQemu = true
  expect(await choose('auto')).toBe('docker')
  expect(said.join()).toMatch(/^host docker: .* qemu-system-x86_64 is not there for a microVM; Docker 28.0.0 answers$/)
  probe.docker = false
  expect((await rejection(choose('auto'), ToolMissingError)).tool).toBe('qemu-system-x86_64')
})

test('where there is no Linux, auto takes Docker and tries nothing else', async () => {
  probe.noQemu = true
  expect([await choose('auto', 'darwin'), await choose('docker', 'darwin'), probe.asked]).toEqual([
    'docker',
    'docker',
    [],
  ])
  await choose('auto', 'darwin')
  expect(said).toEqual(['host docker: this machine has no Linux kernel (darwin); Docker 28.0.0 answers'])
  probe.docker = false
  expect((await rejection(choose('auto', 'darwin'), Error)).message).toBe('no Docker')
})

test.for(['local', 'microvm'] as const)('host %s is refused where there is no Linux', async (asked) => {
  const { message, fix } = await rejection(choose(asked, 'darwin'), LabError)
  expect(message).toContain(`no host ${asked}: this machine has no Linux kernel (darwin)`)
  expect([fix, probe.asked]).toEqual(["host: 'docker' (UNDERLAY_HOST=docker)", []])
})
