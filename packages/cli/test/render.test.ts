import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { startUnderlay, tempFolder, underlay } from './run-underlay.ts'

// Each run is two processes that load the SDK, on a machine that may do other things.
vi.setConfig({ testTimeout: 90_000 })

const notebook = ['// %% [markdown]', '// # A', '', '// %% Say it', "console.log('said', ...process.argv.slice(2))", '']

/** Times are those of the machine. */
function timeless(text: string): string {
  return text.replaceAll(/\d+\.\d s/g, 'N s')
}

test('render runs each notebook and records it beside it; the same meaning keeps the record', async () => {
  const folder = tempFolder({ 'a.mts': notebook, 'b.mts': ['// %% Only', 'await null', '// %% Not this skip'] })
  const first = await underlay(folder, 'render', 'a.mts', 'b.mts')
  expect({ ...first, stderr: timeless(first.stderr) }).toEqual({
    code: 0,
    stdout: '',
    stderr: [
      ' ✓ a.mts:4 Say it  N s',
      'a.run.json: recorded',
      ' ✓ b.mts:1 Only  N s',
      ' - b.mts:3 Not this  skipped',
      'b.run.json: recorded',
      '',
    ].join('\n'),
  })
  const record = readFileSync(join(folder, 'a.run.json'), 'utf8')
  expect(JSON.parse(record)).toMatchObject({ nbformat: 4, metadata: { underlay: { outcome: 'pass', args: [] } } })
  const second = await underlay(folder, 'render', 'a.mts')
  expect(second.stderr).toContain('a.run.json: unchanged')
  expect(readFileSync(join(folder, 'a.run.json'), 'utf8')).toBe(record)
})

test('a failed cell is said with its error and place, and is recorded; the next notebook still runs', async () => {
  const folder = tempFolder({
    'a.mts': ['// %% Bad', "throw new RangeError('too far')", '// %% Later', '1'],
    'b.mts': notebook,
  })
  const { code, stderr } = await underlay(folder, 'render', 'a.mts', 'b.mts')
  expect(code).toBe(1)
  expect(timeless(stderr)).toBe(
    [
      ' ✗ a.mts:1 Bad  N s',
      'a.mts:1 Bad: RangeError: too far',
      '    at a.mts:2:7',
      '1 cell did not run',
      'a.run.json: recorded',
      ' ✓ b.mts:4 Say it  N s',
      'b.run.json: recorded',
      '',
    ].join('\n'),
  )
})

test('--check compares by meaning, with the recorded arguments; -u takes the difference over', async () => {
  const folder = tempFolder({ 'a.mts': notebook })
  expect(await underlay(folder, 'render', '--check', 'a.mts')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'a.mts has no record a.run.json\n  fix: underlay render a.mts\n',
  })
  await underlay(folder, 'render', 'a.mts', '--', 'aloud')
  const same = await underlay(folder, 'render', '--check', 'a.mts')
  expect(same).toMatchObject({ code: 0, stdout: '' })
  expect(same.stderr).toContain('a.run.json: means the same')
  const record = readFileSync(join(folder, 'a.run.json'), 'utf8')
  writeFileSync(join(folder, 'a.run.json'), record.replace('said aloud', 'said softly'))
  const differs = await underlay(folder, 'render', '--check', 'a.mts')
  expect(differs.code).toBe(1)
  for (const part of ['a.mts:4', 'Say it', 'said softly', 'said aloud']) expect(differs.stdout).toContain(part)
  expect(await underlay(folder, 'render', '-u', 'a.mts')).toMatchObject({ code: 0, stdout: differs.stdout })
  expect(readFileSync(join(folder, 'a.run.json'), 'utf8')).toContain('said aloud')
})

test('--to exports the record, and runs only where it is not current', async () => {
  const folder = tempFolder({ 'a.mts': notebook })
  const first = await underlay(folder, 'render', '--to', 'md', '-o', 'out', 'a.mts')
  expect(first).toMatchObject({ code: 0, stdout: 'out/a.md\n' })
  expect(first.stderr).toContain('a.run.json: recorded')
  expect(readFileSync(join(folder, 'out/a.md'), 'utf8')).toContain('said')
  const second = await underlay(folder, 'render', '--to', 'ipynb', 'a.mts')
  expect(second).toEqual({ code: 0, stdout: 'a.ipynb\n', stderr: '' })
  writeFileSync(join(folder, 'a.mts'), [...notebook, '// more'].join('\n'))
  const third = await underlay(folder, 'render', '--to', 'html', 'a.mts')
  expect(third).toMatchObject({ code: 0, stdout: 'a.html\n' })
  expect(third.stderr).toContain('a.run.json: recorded')
})

test('a mistake in a notebook or record is one message', async () => {
  const folder = tempFolder({ 'a.mts': ['// %% A timeout="soon"'], 'b.mts': notebook, 'b.run.json': ['{}'] })
  expect(await underlay(folder, 'render', 'a.mts')).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'a.mts:1:9 "soon" is no time; write timeout="90s", "500ms" or "2m"\n  fix: mend a.mts, then: underlay render a.mts\n',
  })
  expect(await underlay(folder, 'render', '--check', 'b.mts')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'b.run.json: is no nbformat 4.5; delete it and run underlay render on its notebook\n',
  })
  expect((await underlay(folder, 'render', 'none.mts')).stderr).toMatch(
    /^there is no file none\.mts to read\n {2}fix: a script with/,
  )
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s stops the notebook with what it started', async (signal, code) => {
  const folder = tempFolder({
    'a.mts': [
      "import { spawn } from 'node:child_process'",
      "import { writeFileSync } from 'node:fs'",
      "const { pid } = spawn('sleep', ['600'])",
      "writeFileSync('pids', `${pid} ${process.pid}`)",
      "process.stderr.write('ready')",
      '// %% Wait',
      'await new Promise((resolve) => setTimeout(resolve, 60_000))',
    ],
  })
  const { child, ended } = startUnderlay(folder, ['render', 'a.mts'])
  await once(child.stderr, 'data')
  child.kill(signal)
  const result = await ended
  expect(result).toMatchObject({ code, stdout: '' })
  expect(result.stderr).toMatch(/stopped\n$/)
  const pids = readFileSync(join(folder, 'pids'), 'utf8').split(' ').map(Number)
  for (const pid of pids) await expect.poll(() => isRunning(pid)).toBe(false)
})

test('kill -9 of the command ends the notebook with what it started', async () => {
  const folder = tempFolder({
    'a.mts': [
      "import { spawn } from 'node:child_process'",
      "import { writeFileSync } from 'node:fs'",
      "const { pid } = spawn('sleep', ['600'])",
      "writeFileSync('pids', `${pid} ${process.pid}`)",
      '// %% Wait',
      'for (;;) {}',
    ],
  })
  const { child, ended } = startUnderlay(folder, ['render', 'a.mts'])
  await once(child.stderr, 'data')
  child.kill('SIGKILL')
  await ended
  const pids = readFileSync(join(folder, 'pids'), 'utf8').split(' ').map(Number)
  for (const pid of pids) await expect.poll(() => isRunning(pid)).toBe(false)
})

/** A zombie that nobody has waited for does not run. */
function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

test('a failed run does not take the place of a passing record; a failed record is exported with its failures', async () => {
  const folder = tempFolder({ 'a.mts': notebook, 'b.mts': ['// %% Bad', "throw new Error('no')"] })
  await underlay(folder, 'render', 'a.mts', 'b.mts')
  const record = readFileSync(join(folder, 'a.run.json'), 'utf8')
  writeFileSync(join(folder, 'a.mts'), "// %% Say it\nthrow new Error('no')\n")
  for (const args of [['a.mts'], ['-u', 'a.mts']]) {
    const { code, stderr } = await underlay(folder, 'render', ...args)
    expect(code).toBe(1)
    expect(stderr).toContain('a.run.json: kept as it is, because the run failed')
    expect(readFileSync(join(folder, 'a.run.json'), 'utf8')).toBe(record)
  }
  const exported = await underlay(folder, 'render', '--to', 'md', 'b.mts')
  expect(exported).toMatchObject({ code: 1, stderr: expect.stringContaining('b.mts:1 Bad: Error: no') })
})

test('a file without cells is refused, and leaves no record', async () => {
  const folder = tempFolder({ 'lab.ts': ['export default {}'] })
  const { code, stdout, stderr } = await underlay(folder, 'render', 'lab.ts')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^lab\.ts has no cells\n {2}fix: begin it with \/\/ %% and a title; .* underlay up lab\.ts\n$/)
  expect(existsSync(join(folder, 'lab.run.json'))).toBe(false)
})
