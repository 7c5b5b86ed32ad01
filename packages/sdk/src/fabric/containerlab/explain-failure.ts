import { EngineError } from '../../errors.ts'
import { plainLine } from '../../process/lines.ts'
import { logLine } from './log-line.ts'

const builtIn = "driver: 'built-in'"

// The first that matches is told.
const known: readonly { readonly said: RegExp; readonly fix: string }[] = [
  { said: /clab_admins/, fix: `sudo usermod -aG clab_admins "$USER", and log in again; or ${builtIn}` },
  {
    said: /requires root privileges/,
    fix: `run as root, or sudo chmod u+s "$(command -v containerlab)"; or ${builtIn}`,
  },
  { said: /\/proc\/modules/, fix: `a kernel with module support, or ${builtIn}` },
  {
    said: /bridge "([^"]*)" referenced in topology but does not exist/i,
    fix: `run on Docker's machine, in its own network namespace; or ${builtIn}`,
  },
  {
    said: /interface \S+ is defined via topology but (?:does already|already) exist/,
    fix: 'remove the device that has the name of the bridge port above (ip link), or choose another name',
  },
  { said: /failed to verify bind path/, fix: 'make the file that the bind names, or give it as one of files' },
  {
    said: /pull access denied|manifest unknown|failed to resolve reference|no such image|toomanyrequests/i,
    fix: 'docker pull the image that is named above, or docker load it, and attach again',
  },
  {
    said: /(?:pool overlaps|overlaps with (?:other|existing))/i,
    fix: 'docker network prune, or give the topology a free mgmt: ipv4-subnet',
  },
]

/**
 * The error for a `containerlab deploy` that failed: its error, or else its last lines, and the fix where it is known.
 *
 * @param said its standard error, whole.
 * @param path the document.
 * @example
 * ```ts
 * explainDeploy('Error: failed to verify bind path: stat /x', '/tmp/lab/lab.clab.yml').fix
 * // 'make the file that the bind names, or give it as one of files'
 * ```
 */
export function explainDeploy(said: string, path: string): EngineError {
  const lines = said
    .split(/[\r\n]+/)
    .map(plainLine)
    .filter((line) => line !== '')
  const errors = lines.filter((line) => ['error', 'fatal'].includes(logLine(line)?.level ?? ''))
  // The last word may have several lines.
  const at = lines.findLastIndex((line) => line.startsWith('Error:'))
  const told = [...errors.slice(-5), ...(at === -1 ? [] : lines.slice(at).slice(0, 5))]
  const shown = (told.length === 0 ? lines.slice(-5) : told).map((line) => line.slice(0, 500))
  const message = `containerlab did not deploy ${path}: ${shown.join('\n  ') || 'it said nothing'}`
  return new EngineError(
    message,
    known.find(({ said: pattern }) => pattern.test(lines.join('\n')))?.fix ??
      `containerlab deploy --debug --topo ${path}; or ${builtIn}`,
  )
}
