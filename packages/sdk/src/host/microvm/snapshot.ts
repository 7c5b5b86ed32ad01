import { rmSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { EngineError, LabError } from '../../errors.ts'
import type { Machine } from '../machine.ts'
import { memoryBytes, snapshotArguments } from './qemu.ts'
import { bringToDisk, closeFiles, createDraft, openSnapshot, publish, removeSnapshot } from './snapshot-files.ts'
import { forgetLate, markLate, wasLate } from './snapshot-lateness.ts'
import { draftPlace, snapshotPlace, tidySnapshots } from './snapshot-folder.ts'
import { snapshotKey } from './snapshot-key.ts'
import { boot, startQemu, type Recipe } from './start-qemu.ts'
import { ignoreShared, writeState } from './write-state.ts'

const resumeDeadlineMs = 10_000

/**
 * Whether microVMs start from snapshots: `UNDERLAY_SNAPSHOT`, `on` by default.
 *
 * @throws LabError when it is neither `on` nor `off`.
 */
export function snapshotsWanted(value = process.env.UNDERLAY_SNAPSHOT || 'on'): boolean {
  if (value === 'on' || value === 'off') return value === 'on'
  throw new LabError(`UNDERLAY_SNAPSHOT=${value}: there is no such value`, 'on or off')
}

/**
 * Starts a recipe's guest from its snapshot. Without one that fits it is booted, and the snapshot is taken before there is
 * anything of a lab in it; without the room for one it is only booted. What went wrong is said. A guest that comes up too
 * late from its snapshot is booted: this machine may be busy. The snapshot is taken anew when that happens twice running.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function startFromSnapshot(recipe: Recipe, say: (line: string) => void): Promise<Machine | EngineError> {
  const place = snapshotPlace(snapshotKey(recipe))
  const wayOut = 'UNDERLAY_SNAPSHOT=off does without snapshots'
  const resumed = await resumeWhereFit(recipe, place, say)
  if (resumed === 'late') return boot(recipe)
  if (resumed !== undefined) return resumed
  try {
    const failure = await bootAndTake(recipe, place)
    if (failure !== undefined) return failure
    const machine = await resume(recipe, place)
    if (machine instanceof EngineError) throw machine
    if (machine !== undefined) return machine
  } catch (error) {
    recipe.signal?.throwIfAborted()
    say(`no snapshot of the microVM is taken: ${reasonOf(error)} (${wayOut})`)
    removeSnapshot(place)
  }
  return boot(recipe)
}

/** {@link resume}; a snapshot that is not fit is removed, one that is late for the first time is kept. */
async function resumeWhereFit(
  recipe: Recipe,
  place: string,
  say: (line: string) => void,
): Promise<Machine | 'late' | undefined> {
  try {
    const machine = await resume(recipe, place)
    if (!(machine instanceof EngineError)) return machine
    if (wasLate(place)) throw machine
    markLate(place)
    say(`the microVM is booted, and the snapshot ${place} kept: ${reasonOf(machine)}`)
    return 'late'
  } catch (error) {
    recipe.signal?.throwIfAborted()
    say(`the snapshot ${place} is taken anew: ${reasonOf(error)}`)
    removeSnapshot(place)
    return undefined
  }
}

/**
 * Starts the guest that a snapshot is, in a copy of its memory that is made page by page as it changes; `undefined` when
 * there is none, an error when it does not come up in time.
 *
 * @throws EngineError when it must not be used, or does not come up at all.
 */
async function resume(recipe: Recipe, place: string): Promise<Machine | EngineError | undefined> {
  recipe.signal?.throwIfAborted()
  const files = openSnapshot(place)
  if (files === undefined) return undefined
  const limits = { ...recipe, deadlineMs: Math.min(resumeDeadlineMs, recipe.deadlineMs) }
  const { agent, monitor, wake, kill, wasKilled } = startQemu(limits, snapshotArguments('copied'), files)
  closeFiles(files)
  // What is sent before the devices are loaded might be lost with what they were.
  monitor.event('RESUME', () => true).then(wake, () => {})
  let isLate = true
  await Promise.all([
    monitor.execute('migrate-set-capabilities', ignoreShared),
    monitor.execute('migrate-incoming', { uri: 'fd:5' }),
  ]).catch(() => {
    isLate = wasKilled()
    kill()
  })
  const machine = await agent
  recipe.signal?.throwIfAborted()
  if (machine instanceof EngineError && isLate && wasKilled()) return machine
  if (machine instanceof EngineError) throw machine
  // The first time that it was told is as old as its first steps are slow.
  wake()
  bringToDisk(place).catch(() => {})
  try {
    forgetLate(place)
    tidySnapshots()
  } catch {
    // The machine runs, and is its caller's to end; the next start tidies up.
  }
  return machine
}

/**
 * Boots the guest with a file as its memory, and keeps the file with the devices' state; an error when the guest does not
 * boot in time, as it would not without a snapshot.
 *
 * @throws EngineError when a snapshot cannot be taken.
 */
async function bootAndTake(recipe: Recipe, place: string): Promise<EngineError | undefined> {
  const draft = draftPlace()
  requireRoom(dirname(draft))
  const files = createDraft(draft)
  try {
    const { agent, monitor, kill, wasKilled } = startQemu(recipe, snapshotArguments('changed'), files)
    const machine = await agent
    if (machine instanceof EngineError && wasKilled()) return machine
    if (machine instanceof EngineError) throw machine
    await writeState(monitor).finally(kill)
    // Its end is the end of what it wrote.
    await machine.exited
    publish(draft, place, files)
    return undefined
  } finally {
    closeFiles(files)
    rmSync(draft, { recursive: true, force: true })
  }
}

function requireRoom(folder: string): void {
  const { bavail, bsize } = statfsSync(dirname(folder))
  if (bavail * bsize < memoryBytes) throw new EngineError(`less than ${memoryBytes >> 20} MiB are free in ${folder}`)
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}
