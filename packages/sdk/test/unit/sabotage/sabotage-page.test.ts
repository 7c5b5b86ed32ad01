import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { faults } from '../../../src/index.ts'
import { readRecord, recordPath } from '../../recording/fault-record.ts'
import { sabotagePage } from './sabotage-page.ts'

const page = join(import.meta.dirname, '../../../../../docs/sabotage.md')

test('docs/sabotage.md is the catalogue with what was recorded; -u writes it', async () => {
  await expect(sabotagePage(faults, readRecord)).toMatchFileSnapshot(page)
})

test('every fault has a record, and so has been tested; no record is left of one that is gone', () => {
  const recorded = readdirSync(join(recordPath({ name: 'x' }), '..'))
  expect(recorded.toSorted()).toEqual(faults.map(({ name }) => `${name}.txt`).toSorted())
})

test('what a message says is the cause that the catalogue promises', () => {
  for (const fault of faults) expect(readRecord(fault)?.message).toMatch(fault.cause)
})
