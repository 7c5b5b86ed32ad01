import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { publishedManifest } from '../build/manifest.ts'
import { buildPackage } from '../build/package.ts'

const repository = resolve(import.meta.dirname, '..')
const bin = join(repository, 'node_modules/.bin')
const scratch = mkdtempSync(join(tmpdir(), 'underlay-build-'))
const modules = join(scratch, 'node_modules')
const pure = ['packet', 'configs', 'evidence']
const all = [...pure, 'sdk']
const ofOthers = ['yaml', 'ip-num', 'zx', '@types', '@kubernetes', '@viz-js']

/** A program that uses some of the packages. */
const consumer = (names: readonly string[]): string => `
${names.map((name) => `import * as ${name} from '@underlay/${name}'`).join('\n')}
const modules = [${names.join(', ')}]
console.log(modules.map((module) => Object.keys(module).length > 0).join(), process.versions.node)
`

const vitestConsumer = `
import { fromCaptureFile, readCapture, writePcap } from '@underlay/sdk'
import '@underlay/sdk/vitest'
import { expect, test } from 'vitest'

test('the matchers are there, and without evidence there is no verdict', () => {
  const capture = fromCaptureFile(readCapture(writePcap({ linkType: 1, packets: [] })))
  const ask = () => expect(capture).not.toBeEncapsulated('ipip', { from: '10.98.81.4', to: '10.98.193.193' })
  expect(ask).toThrow('inconclusive')
})
`

/** A user's project: the built packages below node_modules, with the packages of others that they depend on. */
beforeAll(() => {
  mkdirSync(join(modules, '@underlay'), { recursive: true })
  // Each is compiled against what the ones before have in dist/.
  for (const name of all) {
    cpSync(buildPackage(join(repository, 'packages', name)), join(modules, '@underlay', name), { recursive: true })
  }
  for (const name of ofOthers) symlinkSync(join(repository, 'node_modules', name), join(modules, name))
  writeFileSync(join(scratch, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(scratch, 'index.ts'), consumer(pure))
}, 120_000)

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

test('the built packages run in plain Node 24, without type stripping, and where there is no vitest', () => {
  writeFileSync(join(scratch, 'index.mjs'), consumer(all))
  const argv = ['--no-strip-types', 'index.mjs']
  expect(execFileSync(join(bin, 'node'), argv, { cwd: scratch, encoding: 'utf8' })).toMatch(/^true,true,true,true 24\./)
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

test("a user's vitest has the matchers of the built subpath, and TypeScript their types", () => {
  const folder = join(scratch, 'with-vitest')
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  symlinkSync(join(repository, 'node_modules/vitest'), join(folder, 'node_modules/vitest'))
  cpSync(join(modules, '@underlay'), join(folder, 'node_modules/@underlay'), { recursive: true })
  for (const name of ofOthers) symlinkSync(join(modules, name), join(folder, 'node_modules', name))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'matchers.test.ts'), vitestConsumer)
  const compilerOptions = { module: 'nodenext', target: 'es2024', strict: true, noEmit: true, skipLibCheck: true }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['matchers.test.ts'] }))
  expect(execFileSync(join(bin, 'tsc'), ['-p', '.'], { cwd: folder, encoding: 'utf8' })).toBe('')
  const said = execFileSync(join(bin, 'vitest'), ['run', '--root', folder], { cwd: folder, encoding: 'utf8' })
  expect(said).toMatch(/1 passed/)
}, 60_000)

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
    sideEffects: ['./src/main.ts'],
    devDependencies: { b: '1' },
  })
  expect(published).toEqual({
    name: 'a',
    exports: { './list.json': './list.json' },
    bin: { a: './src/main.js' },
    sideEffects: ['./src/main.js'],
    engines: { node: '>=24' },
  })
  expect(() => publishedManifest({ name: 'a', exports: { '.': './lib/index.ts' } })).toThrow(
    'package.json of a: ./lib/index.ts is no TypeScript file below ./src',
  )
})
