import { existsSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { TopologyError } from '@underlay/configs'
import { expect, onTestFinished, test, vi } from 'vitest'
import { loadManifest } from '../../../../src/cni/manifest/load-manifest.ts'
import { LabError } from '../../../../src/errors.ts'
import { rejection } from '../../refusal.ts'
import { tempFolder } from '../../temp-folder.ts'
import { objects, serve, yaml } from './manifest-server.ts'

test('by URL it is downloaded each time, and nothing is kept', async () => {
  const cache = tempFolder()
  vi.stubEnv('XDG_CACHE_HOME', cache)
  onTestFinished(() => void vi.unstubAllEnvs())
  const { asked, origin } = await serve()
  const manifest = `${origin}/mine.yaml`
  for (const _ of [1, 2]) expect(await loadManifest('flannel', { manifest })).toEqual(objects)
  expect([asked, existsSync(join(cache, 'underlay'))]).toEqual([['/mine.yaml', '/mine.yaml'], false])
  const { message, fix } = await rejection(loadManifest('flannel', { manifest, offline: true }), LabError)
  expect(message).toContain(`${manifest} is not downloaded: offline`)
  expect(fix).toBe('download it, and give its path as manifest')
})

const badAnswers: readonly [name: string, answer: (response: ServerResponse) => void, reason: string][] = [
  ['404', (response) => response.writeHead(404).end(), '404 Not Found'],
  ['a connection that breaks', (response) => response.destroy(), 'other side closed'],
  ['nothing for ever', () => {}, 'timeout'],
  ['half of it, and no more', (response) => response.write('apiVersion: '), 'timeout'],
]

test.for(badAnswers)('a server that answers with %s is told with the reason, in time', async ([, answer, reason]) => {
  const { origin } = await serve(answer)
  const manifest = `${origin}/mine.yaml`
  const startMs = performance.now()
  const { message, fix } = await rejection(loadManifest('calico', { manifest, timeoutMs: 300 }), LabError)
  expect(performance.now() - startMs).toBeLessThan(3000)
  expect(message).toContain(`${manifest} cannot be downloaded: `)
  expect(message).toContain(reason)
  expect(fix).toBe('download it elsewhere, and give its path as manifest')
})

test('a server that is not there', async () => {
  const { message } = await rejection(loadManifest('calico', { manifest: 'http://127.0.0.1:1/x.yaml' }), LabError)
  expect(message).toContain('http://127.0.0.1:1/x.yaml cannot be downloaded: ')
})

test('by path, and as YAML text', async () => {
  const path = join(tempFolder(), 'calico.yaml')
  writeFileSync(path, yaml)
  expect(await loadManifest('calico', { manifest: path, offline: true })).toEqual(objects)
  expect(await loadManifest('calico', { manifest: yaml, offline: true })).toEqual(objects)
})

test.for(['/nowhere/calico.yaml', '/', ''])('a path that cannot be read: %j', async (manifest) => {
  const { message, fix } = await rejection(loadManifest('calico', { manifest }), LabError)
  expect(message).toContain(`the manifest ${manifest} cannot be read: `)
  expect(fix).toBe('a path, a URL, or YAML')
})

test.for([
  ['a typo', yaml.replace('kind:', 'kind: *'), /:2:7/],
  ['what is no object', `${yaml}---\nnonsense\n`, /:6:1/],
] as const)('%s is told with file, line and column', async ([, text, place]) => {
  const path = join(tempFolder(), 'calico.yaml')
  writeFileSync(path, text)
  const { message } = await rejection(loadManifest('calico', { manifest: path }), TopologyError)
  expect(message).toContain(`${path}:`)
  expect(message).toMatch(place)
  expect((await rejection(loadManifest('calico', { manifest: text }), TopologyError)).message).toMatch(
    /^calico manifest:/,
  )
})
