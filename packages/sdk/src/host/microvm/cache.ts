import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where what can be made again is kept: `$XDG_CACHE_HOME/underlay`, by default `~/.cache/underlay`. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'underlay')
}
