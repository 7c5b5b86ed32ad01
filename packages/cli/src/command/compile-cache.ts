import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Keeps compiled modules, of this process and of those that it starts: loading the SDK takes half the time. */
export function keepCompiledModules(): void {
  const given = process.env['XDG_CACHE_HOME'] ?? ''
  process.env['NODE_COMPILE_CACHE'] ??= join(isAbsolute(given) ? given : join(homedir(), '.cache'), 'underlay/node')
  enableCompileCache(process.env['NODE_COMPILE_CACHE'])
}
