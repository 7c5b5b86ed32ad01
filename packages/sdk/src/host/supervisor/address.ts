import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, statSync, type Stats } from 'node:fs'
import { basename, isAbsolute, join } from 'node:path'
import { ownerOf } from '../../docker/lab-labels.ts'
import { LabError } from '../../errors.ts'
import { isLabName } from '../../lab/lab-name.ts'
import { fileOfLock, fits, lockFiles, nameOfLock, requireShort } from './lock-address.ts'
import { ownNames } from './lock-owner.ts'

/** What to do where the folder of sockets cannot be used. */
export const setRuntimeDir = 'set XDG_RUNTIME_DIR to a folder that you can write to'

/**
 * The private folder of the supervisors' sockets: `$XDG_RUNTIME_DIR/underlay`, else `/tmp/underlay-<uid>`, mode 0700.
 *
 * @throws LabError when somebody else owns it, or it cannot be made, or made private.
 */
export function runtimeFolder(): string {
  const uid = process.getuid?.() ?? 0
  const given = process.env.XDG_RUNTIME_DIR
  // A relative one would be another folder for each process; the XDG specification says to ignore it.
  const isUsable = given !== undefined && isAbsolute(given) && existsSync(given)
  const folder = isUsable ? join(given, 'underlay') : `/tmp/underlay-${uid}`
  const { uid: owner, mode } = madeFolder(folder)
  if (owner !== uid) throw new LabError(`${folder} belongs to user ${owner}`, `remove it, or set XDG_RUNTIME_DIR`)
  if ((mode & 0o777) !== 0o700) makePrivate(folder)
  return folder
}

function madeFolder(folder: string): Stats {
  try {
    // Not `recursive`: in /proc that never ends.
    mkdirSync(folder, { mode: 0o700 })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST' || !isFolder(folder)) {
      throw new LabError(`${folder} cannot be made: ${(cause as Error).message}`, setRuntimeDir, { cause })
    }
  }
  return lstatSync(folder)
}

// A link of this user's may lead to one.
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function makePrivate(folder: string): void {
  try {
    chmodSync(folder, 0o700)
  } catch (cause) {
    throw new LabError(`${folder} cannot be made private: ${(cause as Error).message}`, setRuntimeDir, { cause })
  }
}

/** Whose the netns labs are whose sockets are here. */
export function netnsOwner(): string {
  return ownerOf('netns', runtimeFolder())
}

// Process numbers have up to seven digits: a lab's name is to work always or never.
const longestPid = 4_194_304

const shorten = 'set XDG_RUNTIME_DIR to a shorter path'

/**
 * The socket of one run of a lab's supervisor.
 *
 * @throws LabError when its path is too long for a socket.
 * @see https://man7.org/linux/man-pages/man7/unix.7.html
 */
export function socketPath(lab: string, pid: number): string {
  const folder = runtimeFolder()
  requireShort(join(folder, `${lab}.${longestPid}.sock`), shorten)
  return join(folder, `${lab}.${pid}.sock`)
}

/** The sockets that runs of a lab's supervisor left, the living one among them. */
export function socketPaths(lab: string): string[] {
  return listSockets()
    .filter((socket) => socket.lab === lab)
    .map((socket) => socket.path)
}

/** Every lab's sockets of this user; `pid` is the supervisor's. */
export function listSockets(): { lab: string; path: string; pid: number }[] {
  const folder = runtimeFolder()
  return readdirSync(folder).flatMap((name) => {
    const [, lab, pid] = /^(.+)\.(\d+)\.sock$/.exec(name) ?? []
    return lab === undefined ? [] : [{ lab, path: join(folder, name), pid: Number(pid) }]
  })
}

/**
 * Where listening is the lock of a netns lab: on Linux an abstract socket, elsewhere a file.
 *
 * @throws LabError when it is too long for a socket.
 */
export function lockAddress(lab: string, platform: NodeJS.Platform = process.platform): string {
  return platform === 'linux' ? nameOfLock(runtimeFolder(), lab, shorten) : fileOfLock(runtimeFolder(), lab, shorten)
}

/**
 * The names of netns labs whose locks this user's processes hold; where locks are files also of those that one held who was
 * killed. Another user may hold any name, and is passed over.
 */
export function listLocks(platform: NodeJS.Platform = process.platform): string[] {
  const folder = runtimeFolder()
  const names =
    platform === 'linux'
      ? ownNames(`${folder}/`).filter((name) => fits(`\0${folder}/${name}`))
      : lockFiles(folder).map((path) => basename(path, '.lock'))
  return [...new Set(names)].filter(isLabName)
}
