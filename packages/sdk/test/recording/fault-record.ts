import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Fault } from '../../src/index.ts'

const folder = join(import.meta.dirname, 'sabotage')

/** Where the lab tests keep what a fault did and what was said of it. */
export function recordPath({ name }: Pick<Fault, 'name'>): string {
  return join(folder, `${name}.txt`)
}

/** A fault as it was applied in a lab: three paragraphs, the changes, what takes them back, the message of the failure. */
export interface FaultRecord {
  readonly changes: readonly string[]
  readonly undo: readonly string[]
  readonly message: string
}

/** A record as text: what comes by lot has the same form in every run. */
export function writeRecord({ changes, undo, message }: FaultRecord): string {
  return settled(`${[changes.join('\n'), undo.join('\n'), message].join('\n\n')}\n`)
}

/** The record of a fault, if its test has written one. */
export function readRecord(fault: Pick<Fault, 'name'>): FaultRecord | undefined {
  const path = recordPath(fault)
  return existsSync(path) ? parseRecord(readFileSync(path, 'utf8')) : undefined
}

/** Takes a text of {@link writeRecord} apart. */
export function parseRecord(text: string): FaultRecord {
  const [changes = '', undo = '', ...message] = text.trim().split('\n\n')
  return { changes: changes.split('\n'), undo: undo.split('\n'), message: message.join('\n\n') }
}

// MACs of veths are numbered in their order; ids, and how far the kernel has got with asking.
function settled(text: string): string {
  const macs: string[] = []
  const numbered = text.replaceAll(/\b(?!ff:|ee:)[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b/g, (mac) => {
    if (!macs.includes(mac)) macs.push(mac)
    return `02:00:00:00:00:${String(macs.indexOf(mac) + 1).padStart(2, '0')}`
  })
  return numbered.replaceAll(/id=0x[0-9a-f]{4}/g, 'id=0x1a2b').replaceAll('neighbour INCOMPLETE', 'neighbour FAILED')
}
