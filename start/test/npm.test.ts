import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { whyInstall } from '../npm/packages.mjs'
import { isSameTree } from '../npm/tree.mjs'
import { temporaryFolder } from './folder.ts'

const lock = (version: string, more = {}) =>
  JSON.stringify({
    packages: {
      '': {},
      'packages/sdk': {},
      'node_modules/zx': { version },
      'node_modules/mac': { optional: true },
      ...more,
    },
  })
const hidden = (version: string, more = {}) => JSON.stringify({ packages: { 'node_modules/zx': { version }, ...more } })

test('the installed tree is the wanted one without the packages of other platforms', () => {
  expect(isSameTree(lock('8.8.5'), hidden('8.8.5'))).toBe(true)
})

test.each([
  ['another version', lock('8.8.6'), hidden('8.8.5')],
  ['a package too few', lock('8.8.5', { 'node_modules/yaml': { version: '2' } }), hidden('8.8.5')],
  ['a package too many', lock('8.8.5'), hidden('8.8.5', { 'node_modules/old': { version: '1' } })],
  ['no record', lock('8.8.5'), undefined],
  ['a broken record', lock('8.8.5'), '{'],
])('%s is another tree', (_, wanted, installed) => {
  expect(isSameTree(wanted, installed)).toBe(false)
})

test('missing packages are named with the reason', () => {
  using fresh = temporaryFolder({ 'package-lock.json': lock('8.8.5') })
  expect(whyInstall(fresh.path)).toBe('node_modules is missing')
  using withoutNode = temporaryFolder({ 'package-lock.json': lock('8.8.5'), 'node_modules/zx/x': '' })
  expect(whyInstall(withoutNode.path)).toBe('node_modules has no Node 24')
  using bare = temporaryFolder({})
  expect(() => whyInstall(bare.path)).toThrow('has no package-lock.json')
})

test('packages installed by hand are adopted, and an older tree is not', () => {
  const installed = { 'node_modules/.bin/node': '', 'node_modules/.package-lock.json': hidden('8.8.5') }
  using adopted = temporaryFolder({ 'package-lock.json': lock('8.8.5'), ...installed })
  const marker = join(adopted.path, 'node_modules/.underlay-lock')
  expect(whyInstall(adopted.path)).toBeUndefined()
  expect(readFileSync(marker, 'utf8')).toMatch(/^[0-9a-f]{64}$/)
  using older = temporaryFolder({ 'package-lock.json': lock('8.8.6'), ...installed })
  expect(whyInstall(older.path)).toBe('node_modules is older than package-lock.json')
  expect(existsSync(join(older.path, 'node_modules/.underlay-lock'))).toBe(false)
})
