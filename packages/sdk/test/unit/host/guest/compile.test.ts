import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scriptNames } from '../../../../src/host/guest/scripts.ts'
import { guestFolder } from './perl.ts'

const scripts = readdirSync(guestFolder).filter((name) => name.endsWith('.pl'))

test('every script is given to the machines of labs', () => {
  expect(scripts.sort()).toEqual(['agent', ...scriptNames].map((name) => `${name}.pl`).sort())
})

test.for(scripts)('%s compiles without a warning', (name) => {
  const { stderr, status } = spawnSync('perl', ['-wc', join(guestFolder, name)], { encoding: 'utf8' })
  expect([stderr.trim(), status]).toEqual([`${join(guestFolder, name)} syntax OK`, 0])
})
