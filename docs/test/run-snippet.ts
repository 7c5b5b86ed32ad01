import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { docs } from '../site/paths.ts'

const run = promisify(execFile)

/** What a snippet prints; each MAC that is drawn by lot by its order, kernels without their release. */
export async function runSnippet(name: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const script = join(docs, 'snippets', `${name}.ts`)
  const options = { cwd: docs, env: { ...process.env, ...env, NO_COLOR: '1' }, timeout: 100_000 }
  const { stdout } = await run(process.execPath, [script], options)
  const macs: string[] = []
  return stdout
    .replaceAll(/(?!ee:ee)\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, (mac) => {
      if (!macs.includes(mac)) macs.push(mac)
      return `02:00:00:00:00:${String(macs.indexOf(mac) + 1).padStart(2, '0')}`
    })
    .replaceAll(/Linux \d[^\s,]*/g, 'Linux 6')
}

/** Where the pages find what a snippet prints. */
export function outputOf(name: string): string {
  return join(docs, 'snippets', `${name}.out.txt`)
}
