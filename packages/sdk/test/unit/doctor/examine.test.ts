import { readdirSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { hostname, release } from 'node:os'
import { diskProbe } from '../../../src/doctor/docker/disk.ts'
import { dockerProbe } from '../../../src/doctor/docker/docker.ts'
import { kindProbe } from '../../../src/doctor/docker/kind.ts'
import { kubectlProbe } from '../../../src/doctor/docker/kubectl.ts'
import { cacheProbe } from '../../../src/doctor/machine/cache.ts'
import { examine } from '../../../src/doctor/examine.ts'
import type { startLocal as startLocalOfHost } from '../../../src/host/local/start.ts'
import { openSite } from '../../../src/doctor/open-site.ts'
import { emptyPath, fakePrograms } from '../process/fake-programs.ts'
import { tempFolder } from '../temp-folder.ts'

const local = vi.hoisted(() => ({ refusal: undefined as Error | undefined }))

vi.mock('../../../src/host/local/start.ts', async (original) => {
  const { startLocal } = await original<{ startLocal: typeof startLocalOfHost }>()
  return {
    startLocal: (name: string, ended?: AbortSignal) =>
      local.refusal === undefined ? startLocal(name, ended) : Promise.reject(local.refusal),
  }
})

const signal = new AbortController().signal

test('a Docker that does not answer is a problem in time', async () => {
  const path = join(tempFolder(), 'docker.sock')
  const server = createServer(() => {}).listen(path)
  onTestFinished(() => void server.close())
  fakePrograms({ docker: 'exec sleep 60' })
  vi.stubEnv('DOCKER_HOST', `unix://${path}`)
  const begin = performance.now()
  expect(await dockerProbe.look(openSite(4, 300, signal))).toMatchObject({
    status: 'problem',
    detail: 'Docker has not answered within 0.3 s',
    stops: ['kind', 'docker'],
  })
  expect(performance.now() - begin).toBeLessThan(1500)
})

test('without any tool nothing is a problem of Docker, kind and kubectl', async () => {
  emptyPath()
  const site = openSite(4, 1000, signal)
  const found = await Promise.all([dockerProbe, kindProbe, kubectlProbe].map(({ look }) => look(site)))
  expect(found.map(({ status }) => status)).toEqual(['skipped', 'skipped', 'skipped'])
  expect(found.every(({ fix }) => fix !== undefined)).toBe(true)
})

test('a full disk of Docker is a problem, one elsewhere is not known', async () => {
  // A file system without a single block.
  const info = { ServerVersion: '28', KernelVersion: release(), Name: hostname(), DockerRootDir: '/proc' }
  fakePrograms({ docker: `echo '${JSON.stringify(info)}'` })
  expect(await diskProbe.look(openSite(4, 5000, signal))).toMatchObject({
    status: 'problem',
    detail: expect.stringMatching(/^0\.0 GiB are free at \/proc: 4 nodes/),
    stops: ['kind'],
  })
  fakePrograms({ docker: `echo '${JSON.stringify({ ...info, Name: 'docker-desktop' })}'` })
  expect((await diskProbe.look(openSite(4, 5000, signal))).status).toBe('skipped')
})

test('a kind that says nothing sensible is a problem', async () => {
  fakePrograms({ kind: 'echo hello' })
  const site = openSite(4, 1000, signal)
  expect(await kindProbe.look(site)).toMatchObject({ status: 'problem', stops: ['kind'], fix: expect.any(String) })
})

test('an examination that was aborted before does not begin', async () => {
  await expect(examine({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
})

test('a cache that is there and cannot be written is a problem, and no end of the examination', async () => {
  const home = tempFolder()
  // Not even root can make a file there.
  symlinkSync('/sys/kernel', join(home, 'underlay'))
  vi.stubEnv('XDG_CACHE_HOME', home)
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(await cacheProbe.look(openSite(4, 1000, signal))).toMatchObject({
    status: 'problem',
    detail: expect.stringMatching(/^the cache cannot be written: E/),
    fix: expect.stringContaining('XDG_CACHE_HOME'),
    stops: ['local', 'microvm'],
  })
  const found = await examine()
  expect(found.find(({ probe }) => probe === 'cache')?.status).toBe('problem')
})

test('a cache that can be written is left as it was', async () => {
  const home = tempFolder()
  vi.stubEnv('XDG_CACHE_HOME', home)
  onTestFinished(() => void vi.unstubAllEnvs())
  await cacheProbe.look(openSite(4, 1000, signal))
  expect(readdirSync(join(home, 'underlay'))).toEqual([])
})

test('what the operating system refuses a probe, or a lab, is a problem of it and not the end of the others', async () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })
  onTestFinished(() => {
    local.refusal = undefined
    vi.restoreAllMocks()
  })
  local.refusal = full
  vi.spyOn(cacheProbe, 'look').mockRejectedValue(full)
  const found = await examine()
  for (const probe of ['cache', 'lab']) {
    const finding = found.find((one) => one.probe === probe)
    expect(finding).toMatchObject({ status: 'problem', detail: full.message, fix: expect.stringMatching(/^make room/) })
  }
  vi.spyOn(cacheProbe, 'look').mockRejectedValue(new TypeError('a mistake'))
  await expect(examine()).rejects.toThrow('a mistake')
})
