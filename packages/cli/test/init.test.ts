import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { init } from '../src/commands/init.ts'
import { templateFiles } from '../src/init/template.ts'
import { writeFiles } from '../src/init/write-files.ts'
import { tempFolder, underlay } from './run-underlay.ts'

// A run loads the SDK, on a machine that may do other things.
vi.setConfig({ testTimeout: 90_000 })

const repository = join(import.meta.dirname, '../../..')
const files = ['.gitignore', 'README.md', 'lab.test.ts', 'lab.ts', 'package.json', 'tsconfig.json']

function manifestOf(folder: string) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

test('init makes a lab with its name, asks for this SDK, and says what to type next', async () => {
  const folder = tempFolder({})
  expect(await underlay(folder, 'init', 'labs/my-lab')).toEqual({
    code: 0,
    stdout: 'cd labs/my-lab\nnpm install\nnpm test\n',
    stderr: `made labs/my-lab: ${files.join(', ')}\n`,
  })
  const lab = join(folder, 'labs/my-lab')
  expect(readdirSync(lab).sort()).toEqual(files)
  expect(readFileSync(join(lab, 'lab.ts'), 'utf8')).toContain("racks({ name: 'my-lab',")
  const { name, devDependencies } = manifestOf(lab)
  expect(name).toBe('my-lab')
  const ours = {
    ...manifestOf(repository).devDependencies,
    '@underlay/sdk': manifestOf(`${repository}/packages/sdk`).version,
  }
  for (const [each, version] of Object.entries(devDependencies)) expect([each, version]).toEqual([each, ours[each]])
})

test('the new lab has no mistake of types', async () => {
  const folder = tempFolder({})
  await underlay(folder, 'init', '.', '--name', 'typed-lab')
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  expect(execFileSync(join(repository, 'node_modules/.bin/tsc'), { cwd: folder, encoding: 'utf8' })).toBe('')
})

test('a folder that is there and empty will do; the name may be another', async () => {
  const folder = tempFolder({})
  mkdirSync(join(folder, 'Two Racks'))
  const { code, stdout } = await underlay(folder, 'init', 'Two Racks', '--name=two-racks')
  expect({ code, stdout }).toEqual({ code: 0, stdout: "cd -- 'Two Racks'\nnpm install\nnpm test\n" })
  expect(manifestOf(join(folder, 'Two Racks')).name).toBe('two-racks')
  const [inside, here] = [join(folder, 'here'), 'npm install\nnpm test\n']
  mkdirSync(inside)
  expect(await underlay(inside, 'init', '.')).toMatchObject({ code: 0, stdout: here })
  expect(manifestOf(inside).name).toBe('here')
})

test.each([
  [['full'], /full is not empty: it has mine\n  fix: name a folder that is new or empty$/],
  [['full/mine'], /no lab can be made in .*full\/mine: EEXIST[^]*\n  fix: name a folder that you may make/],
  [['My_Lab'], /^a lab cannot be called 'My_Lab'[^]*RFC 1123[^]*\n  fix: --name my-lab$/],
  [['new', '--name', 'x'.repeat(60)], /longer than 63 characters; use at most \d+\n  fix: --name my-lab$/],
  [['new', 'other'], /^one folder is made, not 2\n  fix: underlay init .*new$/],
  [[], /^underlay init needs FOLDER\n  fix: underlay init --help$/],
] as const)('init %j is refused, and nothing is made', async ([path, ...rest], reason) => {
  const folder = tempFolder({})
  writeFiles(join(folder, 'full'), { mine: 'mine' })
  const args = [...(path === undefined ? [] : [join(folder, path)]), ...rest]
  const refused = expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(reason) })
  await expect(init.run(args, { signal: AbortSignal.any([]) })).rejects.toThrow(refused)
  expect(readdirSync(folder)).toEqual(['full'])
  expect(readdirSync(join(folder, 'full'))).toEqual(['mine'])
})

test('what fails half-way leaves nothing, not even the folders above', () => {
  const folder = tempFolder({})
  const broken = { ...templateFiles({ name: 'a', version: '1' }), 'no/folder': '' }
  expect(() => writeFiles(join(folder, 'labs/a'), broken)).toThrow(/no lab can be made in .*labs\/a: ENOENT/)
  expect(existsSync(join(folder, 'labs'))).toBe(false)
  mkdirSync(join(folder, 'empty'))
  expect(() => writeFiles(join(folder, 'empty'), broken)).toThrow('no lab can be made')
  expect(readdirSync(join(folder, 'empty'))).toEqual([])
})

test('help says how, with examples', async () => {
  const { code, stdout, stderr } = await underlay(tempFolder({}), 'init', '--help')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/USAGE underlay init \[OPTIONS\] <FOLDER>[^]*EXAMPLES[^]*underlay init my-lab/)
})
