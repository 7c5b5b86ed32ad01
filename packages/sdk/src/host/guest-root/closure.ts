import { realpathSync } from 'node:fs'
import { $ } from 'zx'

/**
 * The shared libraries that programs load, found by asking the dynamic linker (`ldd`).
 *
 * @param programs absolute paths of executables and shared objects.
 * @param libraryFolders searched before the system's own, for libraries that are only unpacked.
 * @returns pairs of the path that the program looks for and the file that is there.
 */
export async function librariesOf(
  programs: readonly string[],
  libraryFolders: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const env = { ...process.env, LD_LIBRARY_PATH: libraryFolders.join(':'), LC_ALL: 'C' }
  const { stdout } = await $({ env, quiet: true, nothrow: true })`ldd ${programs}`
  const found = new Map<string, string>()
  for (const line of stdout.split('\n')) {
    const path = /(?:=> |^\s+)(\/\S+) \(0x/.exec(line)?.[1]
    if (path !== undefined) found.set(guestPath(path, line), realpathSync(path))
  }
  return found
}

// A library that is only unpacked goes to the guest's own library folder; the others keep their path.
function guestPath(path: string, line: string): string {
  if (path.startsWith('/lib') || path.startsWith('/usr/lib')) return path
  const soname = /^\s*(\S+) =>/.exec(line)?.[1] ?? path.split('/').at(-1)
  return `/usr/lib/${soname}`
}
