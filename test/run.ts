import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'

import { countsLine } from './counts.ts'

const repository = resolve(import.meta.dirname, '..')

/**
 * Runs a command of the repository with this process' Node and terminal, to its end.
 *
 * @param command - its name in node_modules/.bin
 * @param args - its arguments
 * @returns the exit code
 * @example
 * ```ts
 * runHere('vitest', ['run', 'packages/packet'])
 * ```
 */
function runHere(command: string, args: readonly string[]): number {
  const bin = join(repository, 'node_modules/.bin')
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, TURBO_TELEMETRY_DISABLED: '1' }
  const { status } = spawnSync(join(bin, command), args, { cwd: repository, env, stdio: 'inherit' })
  return status ?? 130
}

const code = runHere('turbo', ['run', 'check'])
if (code === 0) process.exitCode = runHere('vitest', ['run', ...process.argv.slice(2)])
else {
  process.stdout.write('npm run check failed, so no test ran\n')
  process.stdout.write(`${countsLine({ passed: 0, failed: 1, skipped: [] })}\n`)
  process.exitCode = code
}
