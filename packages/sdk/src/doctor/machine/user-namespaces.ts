import { readFile } from 'node:fs/promises'
import { findProgram } from '../../host/guest-root/programs.ts'
import { isolation } from '../../host/local/isolation.ts'
import { runProgram } from '../../process/run-program.ts'
import type { Judgement } from '../finding.ts'
import type { Probe } from '../site.ts'

/** What was seen when an ordinary user made the namespaces of a lab. */
export interface UserNamespacesSaid {
  readonly uid: number
  /** Empty when they were made. */
  readonly said: string
  /** Settings that forbid it, with their values; absent where the kernel has no such setting. */
  readonly settings: Readonly<Record<string, number>>
}

const nobody = 65_534

// Debian's, Ubuntu's, and every kernel's own; each forbids with this value.
const forbidding = {
  'kernel.unprivileged_userns_clone': { forbids: 0, allows: 1 },
  'kernel.apparmor_restrict_unprivileged_userns': { forbids: 1, allows: 0 },
  'user.max_user_namespaces': { forbids: 0, allows: 65_536 },
} as const

/** Makes the namespaces of a lab as an ordinary user: this one, or nobody when this is root. */
export const userNamespacesProbe: Probe = {
  name: 'user-namespaces',
  look: async ({ timeoutMs, signal }) => {
    const uid = process.getuid?.() ?? 0
    const [unshare, setpriv] = ['unshare', 'setpriv'].map((name) => findProgram(name))
    if (unshare === undefined || setpriv === undefined) {
      return { status: 'skipped', detail: 'unshare and setpriv are not there', fix: 'sudo apt-get install util-linux' }
    }
    const become = uid === 0 ? [setpriv, '--reuid', `${nobody}`, '--regid', `${nobody}`, '--clear-groups'] : []
    const argv = [...become, unshare, ...isolation(nobody).unshare, '--', '/bin/true']
    const { exitCode, stderr } = await runProgram(argv, { timeoutMs, signal })
    const said = exitCode === 0 ? '' : stderr.trim() || `exit code ${exitCode}`
    return judgeUserNamespaces({ uid, said, settings: await readSettings() })
  },
}

/** @see https://man7.org/linux/man-pages/man7/user_namespaces.7.html */
export function judgeUserNamespaces({ uid, said, settings }: UserNamespacesSaid): Judgement {
  const root = uid === 0
  if (said === '')
    return { status: 'ok', detail: `${root ? 'ordinary users' : 'this user'} may make them: labs need no root` }
  const cause = Object.entries(forbidding).find(([key, { forbids }]) => settings[key] === forbids)
  const why = cause === undefined ? said : `${cause[0]} is ${cause[1].forbids}`
  const fix =
    cause === undefined ? 'run as root, or UNDERLAY_HOST=microvm' : `sudo sysctl ${cause[0]}=${cause[1].allows}`
  if (root) return { status: 'warning', detail: `ordinary users may not make them (${why}); root needs none`, fix }
  return { status: 'problem', detail: `this user may not make them: ${why}`, fix, stops: ['local'] }
}

async function readSettings(): Promise<Readonly<Record<string, number>>> {
  const settings: Record<string, number> = {}
  for (const key of Object.keys(forbidding)) {
    const text = await readFile(`/proc/sys/${key.replaceAll('.', '/')}`, 'utf8').catch(() => undefined)
    if (text !== undefined) settings[key] = Number(text)
  }
  return settings
}
