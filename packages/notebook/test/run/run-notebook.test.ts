import { writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { NotebookError } from '../../src/cells/notebook-error.ts'
import type { RecordedCell, RunRecord } from '../../src/record/run-record.ts'
import { runNotebook, type RunOptions } from '../../src/run/run-notebook.ts'
import { tempNotebook } from '../temp-notebook.ts'

async function run(lines: readonly string[], options: RunOptions = {}): Promise<RunRecord> {
  const { folder, path } = tempNotebook(lines)
  return runNotebook(path, { cwd: folder, ...options })
}

function outputsOf(record: RunRecord): readonly unknown[] {
  return record.cells.map((cell) => (cell.cell_type === 'code' ? cell.outputs : cell.source))
}

const text = (name: string, text: unknown) => ({ output_type: 'stream', name, text })

test('outputs belong to their cells, in the order of writing', async () => {
  const record = await run([
    "import { spawnSync } from 'node:child_process'",
    "console.log('before')",
    '// %% [markdown]',
    '// Prose.',
    '// %% One',
    'const name: string = "one"',
    'console.log(name); console.log(`${name}!`)',
    "console.error('\\u001B[31mred\\u001B[0m')",
    'process.stdout.write(new Uint8Array([0xc3])); process.stdout.write(new Uint8Array([0xa4]))',
    '// %% Two',
    "spawnSync('echo', ['from a child'], { stdio: 'inherit' })",
    '// %% Three',
    'await new Promise((resolve) => process.stderr.write(name, () => resolve(undefined)))',
  ])
  expect(outputsOf(record)).toEqual([
    [text('stdout', 'before\n')],
    'Prose.',
    [text('stdout', 'one\none!\n'), text('stderr', 'red\n'), text('stdout', 'ä')],
    [text('stdout', 'from a child\n')],
    [text('stderr', 'one')],
  ])
  expect(record.metadata.underlay).toMatchObject({ notebook: 'notebook.mts', args: [], outcome: 'pass' })
  expect(record.cells.map((cell) => cell.cell_type === 'code' && cell.execution_count)).toEqual([1, false, 2, 3, 4])
})

test('cells share one module scope, and what it holds is disposed at its end', async () => {
  const record = await run([
    '// %% One',
    "await using held = { [Symbol.asyncDispose]: async () => console.log('disposed') }",
    'let count = 1',
    '// %% Two',
    'count++',
    '// %% Three',
    'console.log(count, held !== undefined)',
  ])
  expect(outputsOf(record)).toEqual([[], [], [text('stdout', '2 true\ndisposed\n')]])
})

test('an error has its exact place in a later cell, and ends the run', async () => {
  const record = await run([
    '// %% One',
    "import assert from 'node:assert/strict'",
    'interface Route { device: string }',
    '// %% Two',
    'const check = (route: Route) => {',
    "  assert.equal(route.device, 'net0')",
    '}',
    '// %% Three',
    "check({ device: 'tunl0' })",
    '// %% Four',
    "console.log('not here')",
  ])
  const [, , three, four] = record.cells
  expect(three).toMatchObject({
    outputs: [
      {
        output_type: 'error',
        ename: 'AssertionError',
        traceback: expect.arrayContaining(['    at check (notebook.mts:6:10)', '    at notebook.mts:9:1']),
      },
    ],
  })
  expect(four).toMatchObject({ execution_count: null, outputs: [] })
  expect(record.metadata.underlay.outcome).toBe('fail')
})

test('an error with a text for people has the places of the notebook only', async () => {
  const { folder, path } = tempNotebook([
    "import { fail, crash } from './library.mts'",
    '// %% One throws',
    'fail()',
    '// %% Two throws',
    'crash()',
    '// %% Three',
    'crash()',
  ])
  const library = [
    "import { inspect } from 'node:util'",
    'class Typed extends Error { [inspect.custom]() { return this.message } }',
    "export function fail() { throw new Typed('no route', { cause: new RangeError('too far') }) }",
    "export function crash() { throw new TypeError('undefined is none') }",
  ]
  writeFileSync(join(folder, 'library.mts'), library.join('\n'))
  const { cells } = await runNotebook(path, { cwd: folder })
  expect(cells).toMatchObject([
    {},
    { outputs: [{ traceback: ['Error: no route', '    at notebook.mts:3:1', 'caused by RangeError: too far'] }] },
    { outputs: [{ traceback: ['TypeError: undefined is none', '    at notebook.mts:5:1'] }] },
    {
      outputs: [
        {
          traceback: ['TypeError: undefined is none', '    at notebook.mts:7:1', '    at crash (library.mts:4:33)'],
        },
      ],
    },
  ])
})

test('a skipped cell is not run, and keeps its lines', async () => {
  const record = await run([
    '// %% One skip',
    "import 'no-such-package'",
    'throw new Error(`',
    '`)',
    '// %% Two throws="boom"',
    "throw new Error('boom')",
    '// %% Three skip',
    'process.exit(1)',
  ])
  expect(record.metadata.underlay.outcome).toBe('pass')
  expect(record.cells).toMatchObject([
    { execution_count: null, metadata: { underlay: { skip: true } } },
    { outputs: [{ evalue: 'boom', traceback: ['Error: boom', '    at notebook.mts:6:7'] }] },
    { execution_count: null },
  ])
})

test('a cell that throws what it should lets the run go on', async () => {
  const record = await run([
    '// %% One throws="RangeError"',
    'const inside = -1',
    'console.log("a")',
    'new Array(inside)',
    'console.log("never")',
    '// %% Two throws',
    'await Promise.reject(new Error("late")) // a comment',
    '// %% Three',
    'console.log("b")',
    '// %% Four throws',
    'throw "text" // the end',
  ])
  expect(record.metadata.underlay.outcome).toBe('pass')
  expect(record.cells).toMatchObject([
    { outputs: [text('stdout', 'a\n'), { ename: 'RangeError' }] },
    { outputs: [{ evalue: 'late' }] },
    { outputs: [text('stdout', 'b\n')] },
    { outputs: [{ evalue: "thrown: 'text'" }] },
  ])
})

test('a cell that should throw and does not, or throws another error, fails', async () => {
  const none = await run(['// %% One throws="x"', 'const a = 1', '// %% Two', 'console.log(2)'])
  expect(none.metadata.underlay.outcome).toBe('fail')
  expect(none.cells).toMatchObject([
    { outputs: [{ ename: 'NothingThrownError', traceback: [expect.any(String), '    at notebook.mts:1'] }] },
    { execution_count: null },
  ])
  const other = await run(['// %% One throws="x"', 'throw new Error("y")'])
  expect(other.metadata.underlay.outcome).toBe('fail')
  expect(other.cells).toMatchObject([{ outputs: [{ ename: 'Error', evalue: 'y' }] }])
})

test('a cell that throws is refused when others use what it declares', async () => {
  const lines = [
    '// %% One throws',
    'const { a, b: [c] } = f()',
    "import 'node:fs'",
    '// %% Two',
    'f(x.a, c)',
    'function f() {}',
  ]
  await expect(run(lines)).rejects.toThrow(NotebookError)
  await expect(run(lines)).rejects.toThrow(/notebook\.mts:2:1 c is declared in a cell that throws, and used in another/)
  await expect(run(lines)).rejects.toThrow(/notebook\.mts:3:1 a cell that throws neither imports nor exports/)
})

test('a cell that takes too long is stopped, with what it started', async () => {
  const record = await run([
    '// %% One',
    "import { spawn } from 'node:child_process'",
    '// %% Two timeout="300ms"',
    "const { pid } = spawn('sleep', ['600'])",
    'console.log(pid)',
    'await new Promise((resolve) => setTimeout(resolve, 60_000))',
    '// %% Three',
  ])
  const [, two, three] = record.cells
  expect(two).toMatchObject({
    outputs: [
      { name: 'stdout' },
      {
        ename: 'CellTimeoutError',
        evalue: 'the cell did not end within 0.3 s',
        traceback: [expect.any(String), '    at notebook.mts:3'],
      },
    ],
  })
  expect(three).toMatchObject({ execution_count: null })
  expect(await ends(pidIn(two))).toBe(true)
})

test('a busy loop is stopped too', async () => {
  const record = await run(['// %% One timeout="200ms"', 'for (;;) {}'])
  expect(record.cells).toMatchObject([{ outputs: [{ ename: 'CellTimeoutError' }] }])
})

test('a flood of output is stopped by a timeout, cut where it is', async () => {
  const record = await run(['// %% One timeout="500ms"', "for (;;) console.log('x'.repeat(70_000))"])
  expect(record.cells).toMatchObject([
    { outputs: [{ name: 'stdout' }, { ename: 'CellTimeoutError' }, text('stderr', expect.stringContaining('more'))] },
  ])
})

test('a run that is aborted leaves nothing', async () => {
  const controller = new AbortController()
  let pid = 0
  const running = run(
    ["import { spawn } from 'node:child_process'", "console.log(spawn('sleep', ['600']).pid)", 'for (;;) {}'],
    {
      signal: controller.signal,
      onOutput: (_, output) => {
        pid = output.output_type === 'stream' ? Number(output.text) : 0
        controller.abort(new Error('enough'))
      },
    },
  )
  await expect(running).rejects.toThrow('enough')
  expect(pid).toBeGreaterThan(1)
  expect(await ends(pid)).toBe(true)
})

test('an end that is none is said', async () => {
  expect(await errorOf(['// %% One', 'process.exitCode = 3'])).toEqual(['the notebook ended with exit code 3'])
  expect(await errorOf(['// %% One', 'process.exit()', '// %% Two'])).toEqual([
    'the notebook ended here with exit code 0, before the cells after it',
  ])
  expect(await errorOf(['// %% One', 'await new Promise(() => {})'])).toEqual([
    'the notebook ended with exit code 13: a top-level await never settled',
  ])
  expect(await errorOf(['// %% One', "process.kill(process.pid, 'SIGKILL')"])).toEqual([
    'the notebook was ended by SIGKILL',
  ])
  expect(await errorOf(['// %% One', "import 'no-such-package'"])).toEqual([
    expect.stringContaining("Cannot find package 'no-such-package'"),
  ])
})

test('a crash after a last cell that throws is no error that it asked for', async () => {
  const held = ['// %% One', "await using lab = { [Symbol.asyncDispose]: async () => { throw new Error('left') } }"]
  expect(await errorOf([...held, '// %% Two throws', "throw new Error('asked')"])).toEqual([
    'asked',
    'left',
    'the notebook ended with exit code 1',
  ])
  const timer = "setTimeout(() => { throw new Error('by a timer') }); await new Promise(() => {})"
  expect(await errorOf(['// %% One throws', timer])).toEqual(['by a timer', 'the notebook ended with exit code 1'])
})

test('an exit inside the last cell is no pass', async () => {
  const inside = 'the notebook ended with exit code 0 inside this cell, before its last line'
  expect(await errorOf(['// %% One', 'process.exit(0)', "throw new Error('never')"])).toEqual([inside])
  expect(await errorOf(['// %% One throws', 'process.exit(0)'])).toEqual([inside])
})

test("Unicode's separators of lines are kept", async () => {
  const record = await run(['// %% One', "process.stdout.write('a\\u2028b\\u2029c')"])
  expect(outputsOf(record)).toEqual([[text('stdout', 'a\u2028b\u2029c')]])
})

test('no later cell runs after a timeout, whatever the script does about the signal', async () => {
  const record = await run([
    '// %% One timeout="300ms"',
    "await new Promise((resolve) => { const t = setTimeout(resolve, 60_000); process.on('SIGINT', () => { clearTimeout(t); resolve(1) }) })",
    '// %% Two',
    'await new Promise((resolve) => setTimeout(resolve, 500))',
    "console.log('never')",
  ])
  expect(record.cells).toMatchObject([
    { outputs: [{ ename: 'CellTimeoutError' }] },
    { execution_count: null, outputs: [] },
  ])
})

test('shown values and the place of the run are recorded', async () => {
  const record = await run([
    "import { channel } from 'node:diagnostics_channel'",
    '// %% One',
    "channel('underlay:display').publish({ 'text/plain': '\\u001B[1mbold\\u001B[0m', 'text/html': '<b>bold</b>' })",
    "channel('underlay:display').publish({ 'text/plain': 1n })",
    "channel('underlay:lab').publish({ lab: 'l', engine: 'netns', host: 'local', kernel: '6.1', cni: 'none' })",
  ])
  expect(outputsOf(record)[1]).toEqual([
    { output_type: 'display_data', data: { 'text/plain': 'bold', 'text/html': '<b>bold</b>' }, metadata: {} },
    { output_type: 'display_data', data: { 'text/plain': expect.stringContaining('no JSON') }, metadata: {} },
  ])
  expect(record.metadata.underlay.place).toEqual({
    lab: 'l',
    engine: 'netns',
    host: 'local',
    kernel: '6.1',
    cni: 'none',
  })
})

test('outputs are kept up to 1 MiB a cell', async () => {
  const record = await run([
    '// %% One',
    "for (let i = 0; i < 40; i++) console.log('x'.repeat(100_000))",
    '// %% Two',
    'console.log(2)',
  ])
  const [one, two] = record.cells as [RecordedCell & { cell_type: 'code' }, RecordedCell]
  const [kept, said] = one.outputs
  expect(kept?.output_type === 'stream' && kept.text.length).toBe(1024 * 1024)
  const note = /^\[the first 1048576 characters are kept; 2951464 more were put out, SHA-256 [0-9a-f]{64}\]\n$/
  expect(said).toEqual(text('stderr', expect.stringMatching(note)))
  expect(two).toMatchObject({ outputs: [text('stdout', '2\n')] })
})

test('the script has its arguments, environment and folder, and what it starts is no notebook', async () => {
  const { folder, path } = tempNotebook([
    "import { fork } from 'node:child_process'",
    "import { once } from 'node:events'",
    "import { Worker } from 'node:worker_threads'",
    'console.log(process.argv.slice(2), process.cwd(), process.env.GIVEN, process.env.NO_COLOR, process.execArgv)',
    "if (process.argv[2] !== 'forked') await once(fork(import.meta.filename, ['forked']), 'exit')",
    "if (process.argv[2] !== 'forked') await once(new Worker('console.log(1)', { eval: true }), 'exit')",
  ])
  const record = await runNotebook(path, { cwd: folder, args: ['--cni', 'flannel'], env: { GIVEN: 'yes' } })
  expect(outputsOf(record)).toEqual([
    [text('stdout', `[ '--cni', 'flannel' ] ${folder} yes 1 []\n[ 'forked' ] ${folder} yes 1 []\n1\n`)],
  ])
  expect(record.metadata.underlay.args).toEqual(['--cni', 'flannel'])
})

test('who listens is told of cells and outputs', async () => {
  const told: string[] = []
  await run(['// %% One', 'console.log(1)', '// %% Two skip', '// %% Three', 'console.log(3)'], {
    onCell: ({ title }, state) => told.push(`${title} ${state}`),
    onOutput: ({ title }, output) => told.push(`${title} ${output.output_type}`),
  })
  expect(told).toEqual([
    'One begun',
    'One stream',
    'One passed',
    'Two skipped',
    'Three begun',
    'Three stream',
    'Three passed',
  ])
})

async function errorOf(lines: readonly string[]): Promise<readonly string[]> {
  const { metadata, cells } = await run(lines)
  expect(metadata.underlay.outcome).toBe('fail')
  const outputs = cells.flatMap((cell) => (cell.cell_type === 'code' ? cell.outputs : []))
  return outputs.flatMap((output) => (output.output_type === 'error' ? [output.evalue] : []))
}

function pidIn(cell: RecordedCell | undefined): number {
  const output = cell?.cell_type === 'code' ? cell.outputs[0] : undefined
  return output?.output_type === 'stream' ? Number(output.text) : 0
}

/** Whether it ends within a second, if only as a zombie that nobody has waited for. */
async function ends(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 50; tries++) {
    const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') X')
    if (/\) [ZX]/.test(state)) return true
    await sleep(20)
  }
  return false
}
