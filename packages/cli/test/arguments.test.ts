import { expect, test } from 'vitest'
import { render } from '../src/commands/render.ts'
import { tempFolder, underlay } from './run-underlay.ts'

test('help says how, with examples', async () => {
  const folder = tempFolder({})
  const help = await underlay(folder, 'render', '--help')
  expect(help).toMatchObject({ code: 0, stderr: '' })
  expect(help.stdout).toMatchInlineSnapshot(`
    "Runs notebooks, in the order given, and records beside each what its cells put out. (underlay render)

    USAGE underlay render [OPTIONS] <NOTEBOOKS>

    ARGUMENTS

      NOTEBOOKS    scripts with // %% cells: examples/05-check-routes.mts (Required)

    OPTIONS

           --check    run again and compare with the record by meaning; a difference fails
      -u, --update    as --check, and take what differs into the record

    EXAMPLES

      underlay render examples/05-check-routes.mts
      underlay render examples/13-vxlan.mts -- --engine netns --host microvm
      underlay render --check examples/0*.mts
      underlay render -u examples/05-check-routes.mts
    "
  `)
  const all = await underlay(folder, '--help')
  expect(all).toMatchObject({ code: 0, stderr: '' })
  expect(all.stdout).toContain('render')
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
  [['--chekc', 'a.mts'], 'underlay render has no option --chekc\n  fix: did you mean --check?'],
  [['-x', 'a.mts'], 'underlay render has no option -x\n  fix: underlay render --help'],
  [['--check=yes', 'a.mts'], '--check takes no value\n  fix: --check alone'],
  [[], 'underlay render needs notebooks\n  fix: underlay render --help'],
])('%j is refused with what to type', async (argv, message) => {
  await expect(render.run(argv, { signal: AbortSignal.abort() })).rejects.toThrow(message)
})
