import { mkdirSync, readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { tidySnapshots } from '../../../../src/host/microvm/snapshot-folder.ts'
import { tempFolder } from '../../temp-folder.ts'

afterEach(() => vi.unstubAllEnvs())

test('the three snapshots used last are kept, and drafts as long as their processes live', () => {
  const cache = tempFolder()
  vi.stubEnv('XDG_CACHE_HOME', cache)
  const folder = join(cache, 'underlay', 'microvm')
  const names = ['snapshot-a', 'snapshot-b', 'snapshot-c', 'snapshot-d', 'snapshot-e']
  for (const [index, name] of names.entries()) {
    mkdirSync(join(folder, name), { recursive: true })
    utimesSync(join(folder, name), 1000 - index, 1000 - index)
  }
  for (const name of ['draft.1', 'draft.2', 'snapshot-f.gone.1', 'snapshot-f.gone.2', 'five-bytes.bin.2', 'other'])
    mkdirSync(join(folder, name))
  tidySnapshots((pid) => pid === 1)
  expect(readdirSync(folder)).toEqual([
    'draft.1',
    'other',
    'snapshot-a',
    'snapshot-b',
    'snapshot-c',
    'snapshot-f.gone.1',
  ])
})
