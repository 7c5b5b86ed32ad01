import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { findContainerlab } from '../../../../src/fabric/containerlab/find-containerlab.ts'
import { emptyPath, fakePrograms } from '../../process/fake-programs.ts'
import { tempFolder } from '../../temp-folder.ts'

const logo = '  ____ ___  _   _ _____\n / ___/ _ \\| \\ | |_   _|'
const says = (version: string): string =>
  `cat <<'END'\n${logo}\n    version: ${version}\n     commit: 49ee599b\n     source: https://github.com/srl-labs/containerlab\nEND`

const modulesPath = (): string => {
  const path = join(tempFolder(), 'modules')
  writeFileSync(path, '')
  return path
}

test.for(['0.69.3', '0.79.0', '0.0.0'])('version %s works', async (version) => {
  const { calls } = fakePrograms({ containerlab: says(version) })
  expect(await findContainerlab({ modulesPath: modulesPath() })).toEqual({ works: true, version })
  expect(calls()).toEqual(['containerlab version'])
})

test('none on the PATH', async () => {
  emptyPath()
  expect(await findContainerlab()).toBeUndefined()
})

test.for([
  ['fails', 'echo "Illegal instruction" >&2; exit 132', 'containerlab version: exit code 132: Illegal instruction'],
  ['fails in silence', 'exit 1', 'containerlab version: exit code 1: it said nothing'],
  ['is another program', 'echo usage: lab', 'containerlab version says no version: usage: lab'],
] as const)('one that %s does not work', async ([, script, reason]) => {
  fakePrograms({ containerlab: script })
  expect(await findContainerlab({ modulesPath: modulesPath() })).toMatchObject({ works: false, reason })
})

test('one that hangs does not work', async () => {
  fakePrograms({ containerlab: 'sleep 30' })
  const found = await findContainerlab({ modulesPath: modulesPath(), timeoutMs: 200 })
  expect(found).toMatchObject({
    works: false,
    reason: expect.stringMatching(/^waited 200 ms for the end of containerlab/),
  })
})

test('one that cannot be started does not work', async () => {
  const { folder } = fakePrograms({ containerlab: '' })
  writeFileSync(join(folder, 'containerlab'), 'no program')
  const found = await findContainerlab({ modulesPath: modulesPath() })
  expect(found).toMatchObject({ works: false, fix: expect.stringContaining('https://containerlab.dev/install') })
})

test('a kernel without modules: it would abort', async () => {
  fakePrograms({ containerlab: says('0.69.3') })
  const found = await findContainerlab({ modulesPath: join(tempFolder(), 'modules') })
  expect(found).toMatchObject({
    works: false,
    reason: expect.stringMatching(/aborts on this kernel.*: open .*modules/),
    fix: expect.stringContaining("driver: 'built-in'"),
  })
})

test('without root it needs the setuid bit', async () => {
  const { folder } = fakePrograms({ containerlab: says('0.69.3') })
  const getuid = vi.spyOn(process, 'getuid').mockReturnValue(1000)
  const path = modulesPath()
  const before = await findContainerlab({ modulesPath: path })
  expect(before).toMatchObject({ works: false, fix: expect.stringContaining('sudo chmod u+s') })
  chmodSync(join(folder, 'containerlab'), 0o4755)
  expect(await findContainerlab({ modulesPath: path })).toEqual({ works: true, version: '0.69.3' })
  getuid.mockRestore()
})

test('whoever aborts hears his reason', async () => {
  fakePrograms({ containerlab: 'sleep 30' })
  await expect(findContainerlab({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
})
