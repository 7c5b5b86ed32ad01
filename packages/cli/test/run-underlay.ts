import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

const main = join(import.meta.dirname, '../src/main.ts')

/** What a run of the command left. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A folder with files, which ends with the test. */
export function tempFolder(files: Readonly<Record<string, readonly string[]>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'underlay-cli-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, lines] of Object.entries(files)) writeFileSync(join(folder, name), lines.join('\n'))
  return folder
}

/** Starts `underlay` in a folder; without an input it has an empty one. */
export function startUnderlay(folder: string, args: readonly string[], input = '') {
  const env = { ...process.env, NO_COLOR: '1' }
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, env })
  // It may end before it has read all.
  child.stdin.on('error', () => {}).end(input)
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { child, ended: ended.then(([stdout, stderr, [code]]): Ended => ({ code, stdout, stderr })) }
}

/** Runs `underlay` in a folder to its end. */
export function underlay(folder: string, ...args: readonly string[]): Promise<Ended> {
  return startUnderlay(folder, args).ended
}
