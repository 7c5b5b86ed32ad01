import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { expect, test } from 'vitest'

import { directions, misdependencies, misdirections } from './direction.ts'
import { importsOf } from './imports.ts'

const repository = resolve(import.meta.dirname, '..')
const sources = globSync(['packages/*/src/**/*.ts', 'examples/*.mts', 'examples/ci/*.ts', 'docs/**/*.{ts,mts}'], {
  cwd: repository,
  exclude: ['**/node_modules/**', '**/dist/**'],
})
const workspaces = globSync(['packages/*', 'examples', 'docs'], { cwd: repository })

test('every source file imports in the direction of the table', () => {
  expect(sources.length).toBeGreaterThan(3)
  expect(sources.flatMap((file) => misdirections(file, readFileSync(join(repository, file), 'utf8')))).toEqual([])
})

test('every package.json depends in the direction of the table', () => {
  expect(workspaces.filter((workspace) => !directions.has(workspace))).toEqual([])
  const wrong = workspaces.flatMap((workspace) => {
    const manifest = JSON.parse(readFileSync(join(repository, workspace, 'package.json'), 'utf8'))
    return misdependencies(workspace, Object.keys(manifest.dependencies ?? {}))
  })
  expect(wrong).toEqual([])
})

test.each([
  [
    'packages/packet/src/a.ts',
    "import { kind } from '@underlay/configs'",
    'packages/packet may import no package of ours',
  ],
  ['packages/packet/src/a.ts', "import { parse } from 'yaml'", 'packages/packet has no dependency'],
  ['packages/packet/src/a.ts', "import type { Stats } from 'node:fs'", 'without node:'],
  ['packages/packet/src/a.ts', "type Stats = import('node:fs').Stats", 'without node:'],
  ['packages/configs/src/a.ts', "export * from '@underlay/packet'", 'packages/configs may import no package of ours'],
  ['packages/configs/src/a.ts', "const fs = await import('node:fs')", 'without node:'],
  ['packages/configs/src/a.ts', "const name = 'x'\nexport const more = import(name)", 'nothing that is computed'],
  ['packages/evidence/src/a.ts', "import '@underlay/sdk'", 'packages/evidence may import only packet, configs'],
  ['packages/evidence/src/a/b.ts', "import '../../../packet/src/index.ts'", 'packages/evidence is left'],
  [
    'packages/sdk/src/a.ts',
    "export { run } from '@underlay/cli'",
    'packages/sdk may import only packet, configs, evidence',
  ],
  ['packages/sdk/src/a.ts', "import '@underlay/notebook/cells'", 'packages/sdk may import only'],
  ['packages/report/src/a.ts', "import '@underlay/configs'", 'packages/report may import only packet, evidence'],
  ['examples/01.mts', "import { capture } from '../packages/sdk/src/index.ts'", 'import by package name'],
  ['packages/new/src/a.ts', '', 'not in the table'],
])('%s with a planted %j is caught', (file, text, reason) => {
  expect(misdirections(file, text)).toEqual([expect.stringContaining(reason)])
})

test.each([
  ['packages/packet/src/a/b.ts', "import { c } from '../c.ts'\nconst text = \"import 'node:fs'\" // import 'yaml'"],
  ['packages/configs/src/a.ts', "import { parse } from 'yaml'"],
  ['packages/evidence/src/a.ts', "import type { Layer } from '@underlay/packet'"],
  ['packages/sdk/src/a/b.ts', "import list from '../../debian-packages.json' with { type: 'json' }\nimport 'node:fs'"],
  ['examples/01.mts', "import { capture } from '@underlay/sdk'"],
])('%s with %j is fine', (file, text) => {
  expect(misdirections(file, text)).toEqual([])
})

test('imports are found with their lines in every form', () => {
  const text = "import a from 'a'\nexport { b } from 'b'\nimport c = require('c')\nrequire('d')\nvoid import(`e`)\n"
  expect(importsOf('x.ts', text)).toEqual([
    { specifier: 'a', line: 1 },
    { specifier: 'b', line: 2 },
    { specifier: 'c', line: 3 },
    { specifier: 'd', line: 4 },
    { specifier: '(computed)', line: 5 },
  ])
  expect(() => importsOf('x.ts', 'import {')).toThrow(SyntaxError)
})

test('a planted dependency is caught', () => {
  expect(misdependencies('packages/packet', ['yaml'])).toEqual([
    'packages/packet/package.json yaml: packages/packet has no dependency',
  ])
  expect(misdependencies('packages/configs', ['yaml', '@underlay/sdk'])).toHaveLength(1)
})
