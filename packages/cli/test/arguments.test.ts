import { expect, test, vi } from 'vitest'
import { shortValues } from '../src/command/short-values.ts'
import { exec } from '../src/commands/exec.ts'
import { matrix } from '../src/commands/matrix.ts'
import { render } from '../src/commands/render.ts'
import { up } from '../src/commands/up.ts'
import { verify } from '../src/commands/verify.ts'
import { tempFolder, underlay } from './run-underlay.ts'

// Each run is two processes that load the SDK, on a machine that may do other things.
vi.setConfig({ testTimeout: 90_000 })

const stopped = { signal: AbortSignal.abort() }

test('help says how, with examples', async () => {
  const folder = tempFolder({})
  const help = await underlay(folder, 'render', '--help')
  expect(help).toMatchObject({ code: 0, stderr: '' })
  expect(help.stdout).toMatchInlineSnapshot(`
    "Runs notebooks, in the order given, and records beside each what its cells put out. (underlay render)

    USAGE underlay render [OPTIONS] <NOTEBOOKS...> [-- ARGUMENTS...]

    ARGUMENTS

      NOTEBOOKS    scripts with // %% cells: examples/05-check-routes.mts (Required)

    OPTIONS

                    --check    run again and compare with the record by meaning; a difference fails [UNDERLAY_RENDER_CHECK]
               -u, --update    as --check, and take what differs into the record [UNDERLAY_RENDER_UPDATE]
       --to=<md|html|ipynb>    export the record; runs only what has no record of the notebook as it is [UNDERLAY_RENDER_TO]
      -o, --output=<folder>    where exports go; default beside the notebook [UNDERLAY_RENDER_OUTPUT]

    EXAMPLES

      underlay render examples/05-check-routes.mts
      underlay render examples/13-vxlan.mts -- --engine netns --host microvm
      underlay render --check examples/0*.mts
      underlay render -u examples/05-check-routes.mts
      underlay render --to html -o site examples/*.mts
    "
  `)
  const all = await underlay(folder, '--help')
  expect(all).toMatchObject({ code: 0, stderr: '' })
  expect(all.stdout).toContain('render')
  expect(all.stdout).toMatch(/\n\nunderlay --version prints the version\.\n$/)
  expect(await underlay(folder)).toMatchObject({ code: 2, stdout: '', stderr: all.stdout })
})

test('an unknown command is refused with the nearest', async () => {
  expect(await underlay(tempFolder({}), 'rendr')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'there is no command rendr\n  fix: did you mean render?\n',
  })
})

test.each([
  ['deploy', 'up'],
  ['destroy', 'down'],
  ['list', 'ls'],
  ['-v', '--version'],
])('%s of other tools is %s', async (typed, meant) => {
  const { code, stderr } = await underlay(tempFolder({}), typed)
  expect([code, stderr]).toEqual([2, `there is no command ${typed}\n  fix: did you mean ${meant}?\n`])
})

test('a value may stand behind = of a short option, as behind that of a long one', () => {
  expect(shortValues(render.args, ['-o=site', '-u=1', '-x=1', '--to=md', 'a=b'])).toEqual([
    '--output=site',
    '-u=1',
    '-x=1',
    '--to=md',
    'a=b',
  ])
})

test('options of other tools are told by what they are here', async () => {
  const context = { signal: AbortSignal.abort() }
  await expect(up.run(['-t', 'lab.clab.yaml'], context)).rejects.toThrow(
    /no option -t\n {2}fix: --kind kind\.yaml --clab FILE/,
  )
  await expect(exec.run(['-it', 'worker'], context)).rejects.toThrow(
    /no option -i\n {2}fix: leave it out: standard input/,
  )
})

test.each([
  [() => up.run(['x', '--engine', 'netns', '--node-image', 'y'], stopped), 'engine netns have no image'],
  [() => verify.run(['-o', 'yaml', '--junit', '-'], stopped), '--junit - and -o yaml both write on standard output'],
  [() => matrix.run(['pods', 'nodes'], stopped), 'a matrix has ends of one kind'],
])('what would do nothing is refused: %#', async (run, message) => {
  await expect(run()).rejects.toThrow(message)
})

test.each([
  [['--chekc', 'a.mts'], 'underlay render has no option --chekc\n  fix: did you mean --check?'],
  [['-x', 'a.mts'], 'underlay render has no option -x\n  fix: underlay render --help'],
  [['--check=yes', 'a.mts'], '--check takes no value\n  fix: --check alone'],
  [['--to', 'pdf', 'a.mts'], '--to pdf is not possible\n  fix: one of md, html, ipynb'],
  [['a.mts', '--to'], '--to needs a value\n  fix: underlay render --help'],
  [['a.mts', '-o', 'x'], '-o is the folder of exports\n  fix: add --to md, --to html or --to ipynb'],
  [['-u', '--to', 'md', 'a.mts'], '--to exports a record and checks none'],
  [['--to', 'md', '-o', 'x', 'a/n.mts', 'b/n.mts'], 'two notebooks would be exported to x/n.md'],
  [[], 'underlay render needs NOTEBOOKS\n  fix: underlay render --help'],
])('%j is refused with what to type', async (argv, message) => {
  await expect(render.run(argv, { signal: AbortSignal.abort() })).rejects.toThrow(message)
})

test('help has the help of a command, and --version the version', async () => {
  const folder = tempFolder({})
  expect(await underlay(folder, 'help', 'render')).toEqual(await underlay(folder, 'render', '--help'))
  const version = await underlay(folder, '--version')
  expect(version).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/) })
})
