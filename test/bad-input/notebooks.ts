import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseNotebook, readRecord } from '@underlay/notebook'
import type { BadInput } from './bad-input.ts'

const cells = (text: string): Pick<BadInput, 'give' | 'error'> => ({
  give: () => parseNotebook('lab.mts', text),
  error: 'NotebookError',
})
const record = (text: string): Omit<BadInput, 'title' | 'says'> => ({
  give: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'record-'))
    try {
      writeFileSync(join(folder, 'lab.run.json'), text)
      await readRecord(join(folder, 'lab.run.json'))
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
  error: 'RecordError',
  place: 'lab.run.json',
  fix: 'delete it and run underlay render on its notebook',
})

/** Scripts in percent format, and the records of their runs. */
export const notebooks: readonly BadInput[] = [
  {
    title: 'a quotation without end',
    ...cells('// %% Title timeout="\nlet a\n'),
    place: 'lab.mts:1:13',
    says: 'the quotation mark of timeout is not closed',
    fix: 'close it on the same line',
  },
  {
    title: 'a hundred thousand brackets',
    ...cells(`// %% Deep\n${'('.repeat(100_000)}\n`),
    place: 'lab.mts:2:257',
    says: 'the script nests too deep',
    fix: 'nest less; name the parts',
  },
  {
    title: 'a type of cell that does not exist',
    ...cells('// %% [raw] \u001B[2J\nlet a\n'),
    place: 'lab.mts:1:',
    says: 'there is no cell type [raw]',
    fix: 'write [markdown], or nothing for code',
  },
  {
    title: 'a script that is none',
    ...cells('let x = (\n'),
    place: 'lab.mts:2:1',
    says: 'Expected `)` but found `EOF`',
    fix: 'correct the script',
  },
  { title: 'a record that is no JSON', ...record('{"cells": ['), says: 'Unexpected end of JSON input' },
  { title: 'a record that clears the terminal', ...record('\u001B[2J'), says: 'is not valid JSON' },
  { title: 'a record that is a list', ...record('[]'), says: 'is no JSON object' },
  {
    title: "a record with a key that is JavaScript's own",
    ...record('{"__proto__": {"nbformat": 4}}'),
    says: 'is no nbformat 4.5',
  },
  { title: 'a record of another version', ...record('{"nbformat": 99, "cells": []}'), says: 'is no nbformat 4.5' },
]
