/**
 * A file's path below a folder, without `.` and doubled slashes; or what is wrong with it. A path that leaves the folder
 * anywhere on its way is wrong, even when it comes back.
 *
 * @example
 * ```ts
 * relativePath('./startup-conf//gw0-boot.cfg') // { path: 'startup-conf/gw0-boot.cfg' }
 * relativePath('../gw0-boot.cfg') // { fault: 'leaves the folder of the topology' }
 * ```
 */
export function relativePath(written: string): { readonly path: string } | { readonly fault: string } {
  if (written.startsWith('/')) return { fault: 'is absolute' }
  if (written.startsWith('~')) return { fault: 'begins with ~, which containerlab takes for a home folder' }
  if (/[\p{Cc}\\]/u.test(written)) return { fault: 'has a backslash or control character' }
  const parts = written.split('/').filter((part) => part !== '.' && part !== '')
  if (parts.includes('..')) return { fault: 'leaves the folder of the topology' }
  if (parts.length === 0 || /\/\.?$/.test(written)) return { fault: 'names no file' }
  return { path: parts.join('/') }
}
