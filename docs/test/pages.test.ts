import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { expect, test } from 'vitest'

import { codeFences, filledPage } from '../site/code-fences.ts'
import { docs, root } from '../site/paths.ts'
import { madeFolders } from '../site/write-pages.ts'
import { unknownCommands } from './commands.ts'

const made = madeFolders.map((folder) => `${folder}/**`)
const pages = globSync('**/*.md', { cwd: docs, exclude: ['**/node_modules/**', 'contributing.md', ...made] })
const read = (path: string) => readFileSync(join(root, path), 'utf8')

test.each(pages)('%s: its blocks are what the tested files say; -u writes them', async (page) => {
  const text = read(`docs/${page}`)
  await expect(filledPage(text, read)).toMatchFileSnapshot(join(docs, page))
})

test.each(pages)('%s: every block of code is of a tested file', (page) => {
  const loose = codeFences(read(`docs/${page}`)).filter(({ language, source }) => {
    return source === undefined && /^(ts|mts|typescript|js|mjs|javascript|yaml|json)$/.test(language)
  })
  expect(loose).toEqual([])
})

test.each(pages)('%s: the commands that it names are there', (page) => {
  expect(unknownCommands(read(`docs/${page}`))).toEqual([])
})

test.each(pages)('%s: the parts that it takes in are made', (page) => {
  const parts = [...read(`docs/${page}`).matchAll(/<!--@include: (\S+)-->/g)].map(([, path = '']) => path)
  const known = parts.filter((path) => path.includes('generated/') || existsSync(join(docs, dirname(page), path)))
  expect(parts).toEqual(known)
})
