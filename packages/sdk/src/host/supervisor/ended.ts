import { lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isLabName } from '../../lab/lab-name.ts'
import { runtimeFolder } from './address.ts'

/** The record of a persistent lab that ended and was not told to: its supervisor's reaper writes it. */
export interface EndedLab {
  readonly path: string
  /** `its supervisor was killed` */
  readonly why: string
  readonly endedMs: number
}

const suffix = '.ended'

/** Where the record of a lab is that has ended so. */
export function endedPath(lab: string): string {
  return join(runtimeFolder(), `${lab}${suffix}`)
}

/** The names of all labs that have such a record. */
export function listEnded(): readonly string[] {
  const files = readdirSync(runtimeFolder()).filter((name) => name.endsWith(suffix))
  return files.map((name) => name.slice(0, -suffix.length)).filter(isLabName)
}

/** The record of a lab; `undefined` when there is none. */
export function readEnded(lab: string): EndedLab | undefined {
  const path = endedPath(lab)
  const about = lstatSync(path, { throwIfNoEntry: false })
  if (about?.isFile() !== true) return undefined
  return { path, why: readFileSync(path, 'utf8').trim(), endedMs: about.mtimeMs }
}

/**
 * Removes the record of a lab.
 *
 * @returns whether there was one.
 */
export function forgetEnded(lab: string): boolean {
  const ended = readEnded(lab)
  if (ended !== undefined) rmSync(ended.path, { force: true })
  return ended !== undefined
}
