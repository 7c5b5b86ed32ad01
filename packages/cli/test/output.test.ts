import { afterEach, expect, test, vi } from 'vitest'
import { outputFormat } from '../src/output/output-args.ts'
import { writeData, writeRows, type Column } from '../src/output/write-output.ts'

interface Row {
  readonly name: string
  readonly mtuBytes?: number
}

const rows: readonly Row[] = [{ name: 'net0', mtuBytes: 1500 }, { name: 'lo' }]
const columns: readonly Column<Row>[] = [
  { head: 'name', of: ({ name }) => name },
  { head: 'mtu', of: ({ mtuBytes }) => mtuBytes, wide: true },
]
const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
afterEach(() => written.mockClear())
const text = () => written.mock.calls.map(([chunk]) => String(chunk)).join('')

test('a table has the narrow columns, a wide one all', async () => {
  await writeRows(rows, 'table', columns)
  expect(text()).toBe('NAME\nnet0\nlo\n')
  written.mockClear()
  await writeRows(rows, 'wide', columns)
  expect(text()).toBe('NAME  MTU\nnet0  1500\nlo    -\n')
})

test('what a terminal would take for orders is no part of a table', async () => {
  await writeRows([{ name: 'a\u001B[2J\nb' }], 'table', columns)
  expect(text()).toBe('NAME\na [2J b\n')
})

test('JSON and YAML have the data, whatever the columns are', async () => {
  await writeRows(rows, 'json', columns)
  expect(JSON.parse(text())).toEqual(rows)
  written.mockClear()
  await writeData({ rows, again: rows, none: undefined }, 'yaml', () => 'unused')
  expect(text()).toBe(
    'rows:\n  - name: net0\n    mtuBytes: 1500\n  - name: lo\nagain:\n  - name: net0\n    mtuBytes: 1500\n  - name: lo\n',
  )
})

test('--json is -o json, and contradicts another', () => {
  expect(outputFormat({})).toBe('table')
  expect(outputFormat({ json: true })).toBe('json')
  expect(outputFormat({ json: true, output: 'json' })).toBe('json')
  expect(() => outputFormat({ json: true, output: 'yaml' })).toThrow('--json and -o yaml are two formats')
})
