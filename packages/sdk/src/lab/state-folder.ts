import { isAbsolute, join } from 'node:path'
import { homeFolder } from '../cache/home-folder.ts'

/**
 * Where the records of kind labs are, one folder a lab: `$XDG_STATE_HOME/underlay`, by default in `~/.local/state`.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function stateFolder(): string {
  const base = process.env.XDG_STATE_HOME
  // The specification says that a relative path is to be ignored.
  return join(base && isAbsolute(base) ? base : join(homeFolder(), '.local', 'state'), 'underlay')
}
