import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { command } from '../src/command/command.ts'
import { completion } from '../src/commands/completion.ts'
import { down as downCommand } from '../src/commands/down.ts'
import { graph } from '../src/commands/graph.ts'
import { ping } from '../src/commands/ping.ts'
import { predict } from '../src/commands/predict.ts'
import { up } from '../src/commands/up.ts'
import { verify } from '../src/commands/verify.ts'
import { propose } from '../src/completion/propose.ts'
import { scripts, shells, type Shell } from '../src/completion/scripts.ts'
import { splitLine } from '../src/completion/split-line.ts'
import { labArgs } from '../src/lab/lab-args.ts'
import { outputArgs } from '../src/output/output-args.ts'
import { tempFolder, underlay } from './run-underlay.ts'

// Each run loads the command, on a machine that may do other things.
vi.setConfig({ testTimeout: 90_000 })

const nothing = { examples: [], run: async () => 0 }
const inspect = command({
  ...nothing,
  name: 'inspect',
  description: 'Looks.',
  args: { what: { type: 'positional' }, place: { type: 'positional' }, ...labArgs, ...outputArgs },
  choices: { what: ['nodes', 'pods'] },
})
const hidden = command({ ...nothing, name: 'complete', description: 'Completes.', args: {}, hidden: true })
const down = command({ ...nothing, name: 'down', description: 'Ends.', args: { all: { type: 'boolean' } } })
const at = (...words: string[]) => propose([inspect, hidden, down], words)
const kindAt = (...words: string[]) => propose([up, graph, downCommand, predict, ping], words).kind
const valuesAt = (...words: string[]) => at(...words).values.map(({ value }) => value)

test('commands, but for hidden ones', () => {
  expect(at('in').values).toEqual([
    { value: 'inspect', description: 'Looks.' },
    { value: 'down', description: 'Ends.' },
  ])
  expect(at('nix', '')).toEqual({ values: [] })
})

test('options that were not typed', () => {
  const options = ['--lab', '--engine', '--kubeconfig', '--context', '--output', '--json', '--help']
  expect(valuesAt('inspect', '--')).toEqual(options)
  const rest = ['--engine', '--kubeconfig', '--context', '--json', '--help']
  expect(valuesAt('inspect', '-l', 'mine', '--output=json', '-')).toEqual(rest)
})

test('values of an option, beside it or in its word', () => {
  expect(valuesAt('inspect', '-o', '')).toEqual(['table', 'wide', 'json', 'yaml'])
  expect(at('inspect', '--engine=k')).toMatchObject({ prefix: '--engine=', values: [{}, { value: 'kind' }, {}] })
  expect(at('inspect', '--lab', '')).toEqual({ values: [], kind: 'lab' })
  expect(at('inspect', '--kubeconfig', '')).toEqual({ values: [], kind: 'file' })
  expect(at('inspect', '--nix=')).toEqual({ values: [] })
})

test('lists of an option, one after another; labs that are to be made, and such that run', () => {
  expect(propose([verify], ['verify', '--only', '']).values).toContainEqual({ value: 'reach' })
  expect(propose([verify], ['verify', '--only', 'reach,m'])).toMatchObject({ prefix: 'reach,' })
  expect(propose([verify], ['verify', '--only=reach,mtu,'])).toMatchObject({ prefix: '--only=reach,mtu,' })
  expect(propose([predict], ['predict', '--calico', '']).values).toContainEqual({ value: 'ipip=CrossSubnet' })
  expect([kindAt('up', ''), kindAt('graph', ''), kindAt('predict', '--of', '')]).toEqual(Array(3).fill('source'))
  expect([kindAt('down', ''), kindAt('down', '-l', ''), kindAt('up', '--name', '')]).toEqual(['lab', 'lab', undefined])
  expect(kindAt('ping', '')).toBe('end')
})

test('arguments by their place, options between them', () => {
  expect(valuesAt('inspect', '')).toEqual(['nodes', 'pods'])
  expect(at('inspect', '-l', 'mine', 'nodes', '--json', '')).toEqual({ values: [], kind: 'place' })
  expect(at('down', '')).toEqual({ values: [] })
  expect(at('inspect', '--', '')).toEqual({ values: [], kind: 'file' })
})

test.each([
  ['underlay ', ['underlay', '']],
  ['underlay insp', ['underlay', 'insp']],
  [`underlay exec "a b" 'c $(d)' e\\ f`, ['underlay', 'exec', 'a b', 'c $(d)', 'e f']],
  ['underlay "half a', ['underlay', 'half a']],
  ['underlay \\', ['underlay', '']],
  ['', ['']],
])('%j is split as a shell does', (line, words) => {
  expect(splitLine(line)).toEqual(words)
})

test('an unknown shell is refused', async () => {
  const refused = completion.run(['tcsh'], { signal: AbortSignal.abort() })
  await expect(refused).rejects.toThrow('there is no completion for tcsh\n  fix: one of bash, zsh, fish')
})

test('underlay itself answers, and does not evaluate what was typed', async () => {
  const folder = tempFolder({})
  const answer = await underlay(folder, 'complete', '--line', 'underlay rend')
  expect(answer).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^render\tRuns notebooks/) })
  const options = await underlay(folder, 'complete', '--', 'render', '--to=m')
  expect(options.stdout).toBe('--to=md\t\n')
  expect((await underlay(folder, 'completion', 'bash')).stdout).toBe(scripts.bash)
  expect((await underlay(folder, 'complete', '--', 'up', 'flannel-v')).stdout).toMatch(/^flannel-vxlan\t.+\n:files\n$/)
})

// What asks a shell for the completions of a line, one a line.
const ask: Readonly<Record<Shell, (line: string) => string>> = {
  bash: (line) => `
    COMP_LINE=${quoted(line)}; COMP_POINT=\${#COMP_LINE}; compopt() { :; }; _underlay; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // What is given to compadd is what would be shown.
  zsh: (line) => `
    line=${quoted(line)}; words=("\${(@Q)\${(@z)line}}"); [[ $line == *' ' ]] && words+=(''); CURRENT=\${#words}
    compadd() { local -a values; values=("\${(@P)argv[-1]}"); print -rl -- $values }
    _files() { print -rl -- *(N) }
    _underlay`,
  fish: (line) => `complete -C ${quoted(line)} | string split -f1 \\t; true`,
}

describe.each(shells)('%s', (shell) => {
  const missing = spawnSync(shell, ['-c', 'true']).error === undefined ? undefined : `${shell} is not installed`

  function completed(line: string): string[] {
    const folder = tempFolder({ 'lab.ts': [], 'other file.ts': [] })
    const main = join(import.meta.dirname, '../src/main.ts')
    writeFileSync(join(folder, 'underlay'), `#!/bin/sh\nexec ${process.execPath} ${main} "$@"\n`)
    chmodSync(join(folder, 'underlay'), 0o755)
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}`, HOME: folder, XDG_CONFIG_HOME: folder }
    const source = shell === 'zsh' ? `compdef() { :; }\n${scripts.zsh}` : scripts[shell]
    const said = execFileSync(shell, ['-c', `${source}\n${ask[shell](line)}`], { cwd: folder, env, encoding: 'utf8' })
    return said.split('\n').filter((each) => each !== '')
  }

  test('completes commands, options, values and files', ({ skip }) => {
    if (missing !== undefined) skip(missing)
    expect(completed('underlay rend')).toEqual(['render'])
    expect(completed('underlay render --ch')).toEqual(['--check'])
    expect(completed('underlay render --to ').toSorted()).toEqual(['html', 'ipynb', 'md'])
    expect(completed('underlay render ')).toEqual(expect.arrayContaining(['lab.ts', 'other file.ts']))
  })

  test('evaluates nothing that was typed', ({ skip }) => {
    if (missing !== undefined) skip(missing)
    expect(completed("underlay render '$(touch evaluated)' `touch evaluated` ")).not.toContain('evaluated')
  })
})

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
