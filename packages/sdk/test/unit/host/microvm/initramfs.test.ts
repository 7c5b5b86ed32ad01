import { readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { removeUnused } from '../../../../src/host/microvm/initramfs.ts'
import { tempFolder } from '../../temp-folder.ts'

test('only initramfs files and drafts that nobody used for a day are removed', () => {
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
  removeUnused(folder, nowMs)
  expect(readdirSync(folder).sort()).toEqual([
    'accelerator.json',
    'initramfs-recent.cpio',
    'initramfs-recent.cpio.4711',
  ])
})
