import { readRecord, recordPath } from '@underlay/notebook'
import { testNotebook } from '@underlay/notebook/vitest'
import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { tracesAfter } from '../../packages/sdk/test/lab/leftovers.ts'
import { exampleFolder, notebooks } from './run-example.ts'

const { folder, env, remove } = exampleFolder()
afterAll(remove)

const labs = notebooks('1[0-9]')
for (const lab of labs) testNotebook(lab, { cwd: folder, env })

test.for(labs.map((path) => ({ path, name: basename(path) })))('nothing is left of $name', async ({ path }) => {
  const place = (await readRecord(recordPath(path)))?.metadata.underlay.place
  expect(place).toBeDefined()
  expect(await tracesAfter(place?.lab ?? '', 2000)).toEqual([])
  // The captures stay.
  expect(globSync('**/*.sock', { cwd: folder })).toEqual([])
})
