import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { LabError } from '../../errors.ts'

/**
 * The private folder of the supervisors' sockets: `$XDG_RUNTIME_DIR/underlay`, else `/tmp/underlay-<uid>`, mode 0700.
 *
 * @throws LabError when somebody else owns it.
 */
export function runtimeFolder(): string {
  const uid = process.getuid?.() ?? 0
  const given = process.env.XDG_RUNTIME_DIR
  const folder = given && existsSync(given) ? join(given, 'underlay') : `/tmp/underlay-${uid}`
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { uid: owner } = lstatSync(folder)
  if (owner !== uid) throw new LabError(`${folder} belongs to user ${owner}`, `remove it, or set XDG_RUNTIME_DIR`)
  chmodSync(folder, 0o700)
  return folder
}

/** The socket of one run of a lab's supervisor. */
export function socketPath(lab: string, pid: number): string {
  return join(runtimeFolder(), `${lab}.${pid}.sock`)
}

/** The sockets that runs of a lab's supervisor left, the living one among them. */
export function socketPaths(lab: string): string[] {
  return listSockets()
    .filter((socket) => socket.lab === lab)
    .map((socket) => socket.path)
}

/** Every lab's sockets of this user. */
export function listSockets(): { lab: string; path: string }[] {
  const folder = runtimeFolder()
  return readdirSync(folder).flatMap((name) => {
    const lab = /^(.+)\.\d+\.sock$/.exec(name)?.[1]
    return lab === undefined ? [] : [{ lab, path: join(folder, name) }]
  })
}

/**
 * The name whose binding is the lock of a lab: an abstract socket, so the kernel frees it with the supervisor, however
 * that ends.
 */
export function lockAddress(lab: string): string {
  return `\0${join(runtimeFolder(), lab)}`
}
