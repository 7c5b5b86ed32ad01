import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { guestFolder } from './perl.ts'

const scripts = readdirSync(guestFolder).filter((name) => name.endsWith('.pl'))

test('the guest has the agent and its five scripts', () => {
  expect(scripts.sort()).toEqual([
    'agent.pl',
    'apply.pl',
    'await-routes.pl',
    'http-get.pl',
    'http-responder.pl',
    'observe.pl',
  ])
})

test.for(scripts)('%s compiles without a warning', (name) => {
  const { stderr, status } = spawnSync('perl', ['-wc', join(guestFolder, name)], { encoding: 'utf8' })
  expect([stderr.trim(), status]).toEqual([`${join(guestFolder, name)} syntax OK`, 0])
})
