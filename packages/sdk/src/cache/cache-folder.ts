import { isAbsolute, join } from 'node:path'
import { homeFolder } from './home-folder.ts'

/**
 * Where what can be made again is kept: `$XDG_CACHE_HOME/underlay`, by default `~/.cache/underlay`.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME
  // The specification says that a relative path is to be ignored.
  return join(base && isAbsolute(base) ? base : join(homeFolder(), '.cache'), 'underlay')
}
