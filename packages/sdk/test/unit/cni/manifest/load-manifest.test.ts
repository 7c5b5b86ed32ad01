import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TopologyError } from '@underlay/configs'
import { beforeEach, expect, test, vi } from 'vitest'
import { loadManifest } from '../../../../src/cni/manifest/load-manifest.ts'
import { LabError } from '../../../../src/errors.ts'
import { rejection } from '../../refusal.ts'
import { tempFolder } from '../../temp-folder.ts'
import { objects, serve, yaml } from './manifest-server.ts'

const published = vi.hoisted(() => ({ origin: '', known: {} as Record<string, string> }))

// The real ones are not on this machine.
vi.mock('../../../../src/cni/manifest/known-manifests.ts', () => ({
  publishedManifests: {
    calico: {
      url: (version: string) => `${published.origin}/calico/${version}.yaml`,
      get known() {
        return published.known
      },
    },
  },
}))

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

let cache = ''

beforeEach(() => {
  cache = tempFolder()
  vi.stubEnv('XDG_CACHE_HOME', cache)
  published.known = { 'v3.32.1': sha256(yaml), 'v3.31.0': sha256('older') }
  return () => void vi.unstubAllEnvs()
})

/** The place where manifests are published; it keeps which of them were asked for. */
async function publish(answer?: Parameters<typeof serve>[0]): Promise<readonly string[]> {
  const { asked, origin } = await serve(answer)
  published.origin = origin
  return asked
}

const cachedPath = (version: string): string => join(cache, 'underlay', 'manifests', `calico-${version}.yaml`)

function putInCache(version: string, text: string): void {
  mkdirSync(join(cachedPath(version), '..'), { recursive: true })
  writeFileSync(cachedPath(version), text)
}

test('the newest version that is known is downloaded once, and kept', async () => {
  const asked = await publish()
  expect(await loadManifest('calico', {})).toEqual(objects)
  expect(await loadManifest('calico', { offline: true })).toEqual(objects)
  expect(asked).toEqual(['/calico/v3.32.1.yaml'])
  expect(readdirSync(join(cachedPath('x'), '..'))).toEqual(['calico-v3.32.1.yaml'])
})

test.for(['3.32.1', 'v3.32.1'])('the version %s, from the cache when its SHA-256 is right', async (version) => {
  const asked = await publish()
  putInCache('v3.32.1', yaml)
  expect(await loadManifest('calico', { version })).toEqual(objects)
  expect(asked).toEqual([])
})

test('a file in the cache whose SHA-256 is wrong is downloaded anew', async () => {
  const asked = await publish()
  putInCache('v3.32.1', yaml.slice(0, -3))
  expect(await loadManifest('calico', {})).toEqual(objects)
  expect(asked).toHaveLength(1)
  expect(readFileSync(cachedPath('v3.32.1'), 'utf8')).toBe(yaml)
})

test('what is published is not what is known: refused, and not kept', async () => {
  await publish((response) => response.end(yaml.replace('calico', 'mallory')))
  const { message, fix } = await rejection(loadManifest('calico', {}), LabError)
  expect(message).toContain(`${published.origin}/calico/v3.32.1.yaml is not what calico published as v3.32.1`)
  expect(fix).toBe('look at it, and give its path as manifest if it is to be trusted')
  expect(existsSync(cachedPath('v3.32.1'))).toBe(false)
})

test('a version that is not known is downloaded without a pin, and kept', async () => {
  const asked = await publish()
  for (const offline of [false, true]) {
    expect(await loadManifest('calico', { version: 'v3.23.2', offline })).toEqual(objects)
  }
  expect(asked).toEqual(['/calico/v3.23.2.yaml'])
})

test('what is no manifest is not kept, as when a proxy answers in its place', async () => {
  await publish((response) => response.end('<html>log in first</html>'))
  const { message } = await rejection(loadManifest('calico', { version: 'v3.23.2' }), TopologyError)
  expect(message).toContain(`${published.origin}/calico/v3.23.2.yaml:1:1`)
  expect(existsSync(cachedPath('v3.23.2'))).toBe(false)
})

test.for(['3.32', 'latest', '', 'v1.2.3/../../x', 'v1.2.3 '])(
  '%j is no version, and nothing is asked',
  async (version) => {
    const asked = await publish()
    const { message } = await rejection(loadManifest('calico', { version }), LabError)
    expect(message).toBe(`${JSON.stringify(version)} is no version of calico\n  fix: as in v3.32.1`)
    expect(asked).toEqual([])
  },
)

test('offline a version that is not in the cache is told with the file to put there', async () => {
  const asked = await publish()
  const { message, fix } = await rejection(loadManifest('calico', { offline: true }), LabError)
  expect(message).toContain(`${published.origin}/calico/v3.32.1.yaml is not downloaded: offline`)
  expect(fix).toBe(`download it to ${cachedPath('v3.32.1')}, or give its path as manifest`)
  expect(asked).toEqual([])
})
