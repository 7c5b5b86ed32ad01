import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect } from 'vitest'
import { AssertionError, sabotage, type Cluster, type Fault } from '../../src/index.ts'
import { siteOf } from '../../src/sabotage/site.ts'
import { parseRecord, readRecord, recordPath, writeRecord, type FaultRecord } from '../recording/fault-record.ts'
import { labTables } from './lab-tables.ts'

/**
 * Proves a fault: its assertion passes, with the fault it fails and names the cause, taken back it passes again, and every
 * table of the lab is as it was.
 *
 * @param tables what is to be as it was; default all tables of all places.
 * @returns what was done and said.
 */
export async function proveFault(
  cluster: Cluster,
  fault: Fault,
  tables: () => Promise<unknown> = () => labTables(cluster),
): Promise<FaultRecord> {
  const site = siteOf(cluster)
  expect(await fault.check(site)).toMatchObject({ outcome: 'pass' })
  const before = await tables()
  const applied = await sabotage(cluster, fault)
  let message: string
  try {
    message = await messageOf(fault.check(site))
  } finally {
    await applied.takeBack()
    await applied.takeBack()
  }
  expect(message).toMatch(fault.cause)
  expect(await fault.check(site)).toMatchObject({ outcome: 'pass' })
  expect(await tables()).toEqual(before)
  const { changes, undo } = applied
  return { changes, undo, message }
}

async function messageOf(check: Promise<{ readonly summary: string }>): Promise<string> {
  try {
    return `it passed: ${(await check).summary}`
  } catch (error) {
    if (error instanceof AssertionError) return error.message
    throw error
  }
}

/**
 * What of a fault is not as in the record that the documentation is made of; UNDERLAY_RECORD=1 writes it. Of the message it is
 * the lines with the cause: the others have more that depends on the moment.
 */
export function differencesFromRecord(fault: Fault, seen: FaultRecord): readonly string[] {
  if (process.env.UNDERLAY_RECORD === '1') {
    mkdirSync(dirname(recordPath(fault)), { recursive: true })
    writeFileSync(recordPath(fault), writeRecord(seen))
  }
  const recorded = readRecord(fault)
  const now = parseRecord(writeRecord(seen))
  if (recorded === undefined) return ['there is no record']
  const causes = recorded.message.split('\n').filter((line) => fault.cause.test(line))
  return [
    ...['changes', 'undo'].flatMap((which) => {
      const [was, is] = [recorded, now].map((one) => one[which as 'changes' | 'undo'].join('\n'))
      return was === is ? [] : [`${which}: recorded\n${was}\nnow\n${is}`]
    }),
    ...(causes.length === 0 ? ['no line of the recorded message has the cause'] : []),
    ...causes.filter((line) => !now.message.includes(line)).map((line) => `not said: ${line.trim()}\n${now.message}`),
  ]
}
