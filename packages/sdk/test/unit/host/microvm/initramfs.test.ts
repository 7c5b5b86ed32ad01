import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { unusedInitramfs } from '../../../../src/host/microvm/initramfs.ts'
import { tempFolder } from '../../temp-folder.ts'

test('only initramfs files and drafts that nobody used for a day are unused', () => {
  const folder = tempFolder()
  const nowMs = Date.now()
  const hoursOld = {
    'initramfs-old.cpio': 25,
    'initramfs-old.cpio.4711': 25,
    'initramfs-recent.cpio': 23,
    'initramfs-recent.cpio.4711': 1,
    'accelerator.json': 1000,
  }
  for (const [name, hours] of Object.entries(hoursOld)) {
    const path = join(folder, name)
    const seconds = nowMs / 1000 - hours * 3600
    writeFileSync(path, '')
    utimesSync(path, seconds, seconds)
  }
  expect(unusedInitramfs(folder, nowMs).toSorted()).toEqual(
    ['initramfs-old.cpio', 'initramfs-old.cpio.4711'].map((name) => join(folder, name)),
  )
})
