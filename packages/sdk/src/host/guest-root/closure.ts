import { realpathSync } from 'node:fs'
import { EngineError } from '../../errors.ts'
import { runProgram } from '../../process/run-program.ts'
import { requireProgram } from './programs.ts'

/**
 * The shared libraries that programs load, found by asking the dynamic linker (`ldd`).
 *
 * @param programs absolute paths of executables and shared objects.
 * @param libraryFolders searched before the system's own, for libraries that are only unpacked.
 * @returns pairs of the path that the program looks for and the file that is there.
 * @throws ToolMissingError when there is no `ldd`.
 * @throws EngineError when it names no library at all: what is made of that would run nothing.
 */
export async function librariesOf(
  programs: readonly string[],
  libraryFolders: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  // It is a shell script, and says of a script among the programs that it is none of its own.
  const env = { LD_LIBRARY_PATH: libraryFolders.join(':'), LC_ALL: 'C', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }
  const { stdout, stderr } = await runProgram([requireProgram('ldd'), ...programs], { env })
  const found = new Map<string, string>()
  for (const line of stdout.split('\n')) {
    const path = /(?:=> |^\s+)(\/\S+) \(0x/.exec(line)?.[1]
    if (path !== undefined) found.set(guestPath(path, line), realpathSync(path))
  }
  if (found.size === 0)
    throw new EngineError(
      `ldd names no library of the lab's programs: ${stderr.trim().slice(-500)}`,
      'ldd /usr/bin/perl',
    )
  return found
}

// A library that is only unpacked goes to the guest's own library folder; the others keep their path.
function guestPath(path: string, line: string): string {
  if (path.startsWith('/lib') || path.startsWith('/usr/lib')) return path
  const soname = /^\s*(\S+) =>/.exec(line)?.[1] ?? path.split('/').at(-1)
  return `/usr/lib/${soname}`
}
