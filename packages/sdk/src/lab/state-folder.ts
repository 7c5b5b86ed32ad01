import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the records of kind labs are, one folder a lab: `$XDG_STATE_HOME/underlay`, by default in `~/.local/state`. */
export function stateFolder(): string {
  return join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'underlay')
}
