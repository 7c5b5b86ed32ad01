import { expect, test } from 'vitest'
import { NotebookError } from '../../src/cells/notebook-error.ts'
import { parseNotebook } from '../../src/cells/parse-notebook.ts'

const parse = (...lines: string[]) => parseNotebook('a.mts', lines.join('\n'))

function mistakesOf(...lines: string[]): readonly string[] {
  try {
    parse(...lines)
  } catch (error) {
    if (error instanceof NotebookError) return error.message.split('\n')
    throw error
  }
  return []
}

function flagsOf(marker: string): unknown {
  const [cell] = parse(`// %% ${marker}`).cells
  return [cell?.title, cell?.flags]
}

test('prose and code, with their lines, titles and ids', () => {
  const { cells } = parse(
    '// %% [markdown]',
    '// # The routes',
    '//',
    '// Two of them.',
    '',
    '// %% Read the routes',
    '',
    'const a = 1',
    '',
    '// %%',
    'a.toFixed()',
    '',
  )
  expect(cells).toEqual([
    {
      kind: 'markdown',
      index: 0,
      id: 'the-routes',
      title: '',
      flags: {},
      source: '# The routes\n\nTwo of them.',
      firstLine: 1,
      lastLine: 4,
    },
    {
      kind: 'code',
      index: 1,
      id: 'read-the-routes',
      title: 'Read the routes',
      flags: {},
      source: 'const a = 1',
      firstLine: 6,
      lastLine: 8,
    },
    { kind: 'code', index: 2, id: 'cell-2', title: '', flags: {}, source: 'a.toFixed()', firstLine: 10, lastLine: 11 },
  ])
})

test('what stands before the first marker is a cell, without a shebang', () => {
  expect(parse('#!/usr/bin/env node', '// Hello.', '// %% One', 'f()').cells[0]).toMatchObject({
    kind: 'markdown',
    source: 'Hello.',
    firstLine: 2,
  })
  expect(parse('#!/usr/bin/env node', '// Hello.', "import 'node:fs'", '// %% One').cells[0]).toMatchObject({
    kind: 'code',
    source: "// Hello.\nimport 'node:fs'",
  })
  expect(parse('#!/usr/bin/env node', '', '// %% One').cells).toHaveLength(1)
  expect(parse('').cells).toEqual([])
})

test('only a comment alone on its line and outside of statements begins a cell', () => {
  const { cells } = parse(
    'const text = `',
    '// %% in a template',
    '`',
    'f() // %% behind code',
    '/* %% a block */',
    '/*',
    '// %% in a block',
    '*/',
    'function f() {',
    '// %% in a function',
    '}',
    '// %%no space',
    '// %%% deeper',
    '//%% One',
  )
  expect(cells.map(({ title, firstLine }) => [title, firstLine])).toEqual([
    ['', 1],
    ['One', 14],
  ])
})

test('lines may end in CR LF', () => {
  const { cells } = parseNotebook('a.mts', '// %% One skip\r\nconst a = 1\r\n// %% Two\r\nf()\r\n')
  expect(cells).toMatchObject([
    { title: 'One', flags: { skip: true }, source: 'const a = 1', lastLine: 2 },
    { title: 'Two', source: 'f()' },
  ])
})

test('flags', () => {
  expect(flagsOf('A title skip')).toEqual(['A title', { skip: true }])
  expect(flagsOf('A title hide timeout="90s"')).toEqual(['A title', { hide: true, timeoutMs: 90_000 }])
  expect(flagsOf("timeout='500ms' throws")).toEqual(['', { timeoutMs: 500, throws: true }])
  expect(flagsOf('To skip a cell throws="no \\"route\\""')).toEqual(['To skip a cell', { throws: 'no "route"' }])
  expect(flagsOf('"What to skip"')).toEqual(['What to skip', {}])
  expect(flagsOf('1 = 2')).toEqual(['1 = 2', {}])
})

test('titles may repeat, and hold any letters', () => {
  const ids = parse('// %% Ping', '// %% Ping', '// %% Überlänge!', '// %% 路由', `// %% ${'x'.repeat(80)}`).cells
  expect(ids.map(({ id }) => id)).toEqual(['ping', 'ping-2', 'uberlange', 'cell-3', 'x'.repeat(64)])
})

test('each mistake has its place, what is wrong and the fix', () => {
  expect(
    mistakesOf(
      '// %% One timeot="9s"',
      '// %% Two timeout="soon"',
      '// %% Three throws="no',
      '// %% Four timeout=9s skip="x"',
      '// %% [markdwn] Five',
      '// %% [markdown] skip',
      '// %% [markdown]',
      '// fine',
      'code()',
      '// %% Six skip skip throws=""',
      '// %% Seven timeout="1s" colour',
    ),
  ).toMatchInlineSnapshot(`
    [
      "a.mts:1:11 there is no flag timeot; did you mean timeout?",
      "a.mts:2:11 "soon" is no time; write timeout="90s", "500ms" or "2m"",
      "a.mts:3:13 the quotation mark of throws is not closed; close it on the same line",
      "a.mts:4:12 the value of timeout is not quoted; write timeout="…"",
      "a.mts:4:23 skip has no value; write skip alone",
      "a.mts:5:17 there is no flag Five; there are skip, hide, throws, timeout",
      "a.mts:5:7 there is no cell type [markdwn]; write [markdown], or nothing for code",
      "a.mts:6:18 prose is not run: skip says nothing here; take the flag away",
      "a.mts:9:1 a [markdown] cell holds line comments only; begin each line of prose with //, and put // %% before the code",
      "a.mts:10:16 skip stands here twice; take one away",
      "a.mts:10:21 throws="" names no error; write throws alone for any error",
      "a.mts:11:26 there is no flag colour; there are skip, hide, throws, timeout",
    ]
  `)
})

test('a syntax error has the parser’s place', () => {
  expect(mistakesOf('// %% One', 'const a = 1', 'const = 3')).toMatchInlineSnapshot(`
    [
      "a.mts:3:7 Unexpected token; correct the script; its cells are found from its syntax",
    ]
  `)
})
