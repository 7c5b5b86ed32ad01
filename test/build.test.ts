import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { publishedManifest } from '../build/manifest.ts'
import { buildPackage } from '../build/package.ts'

const repository = resolve(import.meta.dirname, '..')
const bin = join(repository, 'node_modules/.bin')
const scratch = mkdtempSync(join(tmpdir(), 'underlay-build-'))
const modules = join(scratch, 'node_modules')
const consumer = `
import * as packet from '@underlay/packet'
import * as configs from '@underlay/configs'
console.log([packet, configs].map((module) => Object.keys(module).length > 0).join(), process.versions.node)
`

/** A user's project: the built packages below node_modules, with the packages of others that they depend on. */
beforeAll(() => {
  mkdirSync(join(modules, '@underlay'), { recursive: true })
  for (const name of ['packet', 'configs']) {
    buildPackage(join(repository, 'packages', name), join(modules, '@underlay', name))
  }
  for (const name of ['yaml', 'ip-num', '@types'])
    symlinkSync(join(repository, 'node_modules', name), join(modules, name))
  writeFileSync(join(scratch, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(scratch, 'index.ts'), consumer)
}, 60_000)

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

test('the built packages run in plain Node 24, without type stripping', () => {
  writeFileSync(join(scratch, 'index.mjs'), consumer)
  const argv = ['--no-strip-types', 'index.mjs']
  expect(execFileSync(join(bin, 'node'), argv, { cwd: scratch, encoding: 'utf8' })).toMatch(/^true,true 24\./)
})

test("a user's TypeScript sees the built declarations", () => {
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    lib: ['es2024', 'dom'],
    strict: true,
    noEmit: true,
    types: ['node'],
  }
  writeFileSync(join(scratch, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['index.ts'] }))
  expect(execFileSync(join(bin, 'tsc'), ['-p', '.'], { cwd: scratch, encoding: 'utf8' })).toBe('')
})

test('the published package.json points at the compiled files and names nothing of the workspace', () => {
  const manifest = JSON.parse(readFileSync(join(modules, '@underlay/configs/package.json'), 'utf8'))
  expect(manifest.exports).toEqual({ '.': { types: './src/index.d.ts', default: './src/index.js' } })
  expect(Object.keys(manifest)).not.toEqual(expect.arrayContaining(['scripts']))
  expect(manifest.dependencies).toHaveProperty('yaml')
})

test('data and commands are published too, and what is not below src is refused', () => {
  const published = publishedManifest({
    name: 'a',
    private: true,
    exports: { './list.json': './list.json' },
    bin: { a: './src/main.ts' },
    devDependencies: { b: '1' },
  })
  expect(published).toEqual({ name: 'a', exports: { './list.json': './list.json' }, bin: { a: './src/main.js' } })
  expect(() => publishedManifest({ name: 'a', exports: { '.': './lib/index.ts' } })).toThrow(
    'package.json of a: ./lib/index.ts is no TypeScript file below ./src',
  )
})
