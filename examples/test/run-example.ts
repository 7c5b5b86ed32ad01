import { spawn } from 'node:child_process'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const examples = join(root, 'examples')

/** What a step printed, on either stream. */
export interface ExampleRun {
  readonly code: number | null
  readonly output: string
}

/** The notebooks whose names match, in their order. */
export function notebooks(pattern: string): readonly string[] {
  return globSync(`${pattern}-*.mts`, { cwd: examples })
    .toSorted()
    .map((name) => join(examples, name))
}

/** The one notebook of a number. */
export function notebook(number: string): string {
  const [path] = notebooks(number)
  if (path === undefined) throw new Error(`examples has no ${number}-*.mts`)
  return path
}

/** Where examples run: a folder for their captures, and a runtime folder of its own, so that labs of the same name are others. */
export function exampleFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'underlay-example-'))
  const env = { XDG_RUNTIME_DIR: folder, NO_COLOR: '1' }
  return {
    folder,
    env,
    /** Runs an example as a user would, in a process of its own. */
    async run(number: string, ...args: readonly string[]): Promise<ExampleRun> {
      const zx = join(root, 'node_modules', '.bin', 'zx')
      const argv = [notebook(number), ...args]
      const child = spawn(zx, argv, { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
      let output = ''
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
      }
      const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
      return { code, output }
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}
