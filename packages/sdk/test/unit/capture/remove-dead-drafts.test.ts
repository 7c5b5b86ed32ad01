import { spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { removeDeadDrafts } from '../../../src/capture/remove-dead-drafts.ts'
import { tempFolder } from '../temp-folder.ts'

test('only what a killed process had not finished goes', async () => {
  const folder = tempFolder()
  const { pid } = spawnSync('true')
  const kept = [`a.pcapng.${process.pid}`, 'a.pcapng', 'a.pcapng.0001.pcapng', `notes.${pid}`]
  for (const name of [...kept, `a.pcapng.${pid}`]) writeFileSync(join(folder, name), '')
  await removeDeadDrafts(folder)
  expect(readdirSync(folder).toSorted()).toEqual(kept.toSorted())
})
