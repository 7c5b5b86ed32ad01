import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { tempFolder } from '../temp-folder.ts'

/** Puts shell scripts on the PATH, before all else, until the test is over; tells how they were called. */
export function fakePrograms(scripts: Readonly<Record<string, string>>) {
  const folder = tempFolder()
  for (const [name, script] of Object.entries(scripts)) {
    const path = join(folder, name)
    writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "${name} $*" >> '${folder}/calls'\n${script}\n`)
    chmodSync(path, 0o755)
  }
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`)
  onTestFinished(() => void vi.unstubAllEnvs())
  return {
    folder,
    calls: (): string[] => {
      const file = join(folder, 'calls')
      return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
    },
  }
}

/** Leaves nothing on the PATH until the test is over. */
export function emptyPath(): void {
  vi.stubEnv('PATH', tempFolder())
  onTestFinished(() => void vi.unstubAllEnvs())
}

/** Whether a process, or one that nobody has waited for yet, is there. */
export function isAlive(pid: number): boolean {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]
    return !state?.startsWith('Z')
  } catch {
    return false
  }
}
