import { spawnSync } from 'node:child_process'

/** Runs TypeScript in a process of its own; `from('errors.ts')` in it is a file of the SDK's sources. */
export function runScript(script: string, env: Readonly<Record<string, string>> = {}) {
  const source = new URL('../../src/', import.meta.url).href
  const text = `const from = (path: string) => import(${JSON.stringify(source)} + path)\n${script}`
  const { NO_COLOR: _no, FORCE_COLOR: _force, NODE_DEBUG: _debug, ...inherited } = process.env
  return spawnSync(process.execPath, ['--input-type=module-typescript', '--disable-warning=ExperimentalWarning'], {
    input: text,
    encoding: 'utf8',
    timeout: 15_000,
    env: { ...inherited, ...env },
  })
}
