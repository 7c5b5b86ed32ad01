import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import * as notebook from '@underlay/notebook'
import * as sdk from '@underlay/sdk'
import { expect, test } from 'vitest'

import { docs } from '../site/paths.ts'

const exported: Readonly<Record<string, unknown>> = { ...sdk, ...notebook }
const classes = Object.entries(exported).filter(([, value]) => {
  return typeof value === 'function' && value.prototype instanceof Error
})
const rows = new Map(
  readFileSync(join(docs, 'errors.md'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, name, when = '', carries = '', fix = ''] = line.split(/\s*\|\s*/).slice(0, 5)
      const [, error] = /^`(\w+)`$/.exec(name ?? '') ?? []
      return error === undefined ? [] : [[error, { when, carries, fix }] as const]
    }),
)

test('the page of errors has every error class that is exported, and no other', () => {
  expect([...rows.keys()].toSorted()).toEqual(classes.map(([name]) => name).toSorted())
})

test.each([...rows])('%s: when, and what to do', (_, { when, fix }) => {
  expect(when).not.toBe('')
  expect(fix).not.toBe('')
})

test.each([
  ['CommandError', new sdk.CommandError({ where: 'worker', argv: [], exitCode: 1, stdout: '', stderr: '' })],
  ['ToolMissingError', new sdk.ToolMissingError('tcpdump', 'apt-get install tcpdump')],
  ['LabTimeoutError', new sdk.LabTimeoutError('a pod', 1, 'nothing')],
  ['TrustError', new sdk.TrustError([], 'trust: true')],
  ['TopologyError', new sdk.TopologyError([])],
  ['AddressError', new sdk.AddressError('x', 'no address')],
  ['PredictionError', new sdk.PredictionError('nothing')],
  ['PcapFormatError', new sdk.PcapFormatError('nothing', 0)],
  ['NotebookError', new notebook.NotebookError('a.mts', [])],
  ['RecordError', new notebook.RecordError('a.run.json', 'empty')],
])('%s: the page names all that it carries', (name, error) => {
  const own = Object.keys(error).filter((key) => key !== 'name' && key !== 'message')
  const named = rows.get(name)?.carries ?? ''
  expect(own.filter((key) => !named.includes(`\`${key}\``))).toEqual([])
})
