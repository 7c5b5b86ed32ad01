import { readFile } from 'node:fs/promises'
import packages from '../../../debian-packages.json' with { type: 'json' }
import { unpackedPackages, type DebianPackage } from './debian.ts'

const statusPath = '/var/lib/dpkg/status'

/**
 * The packages that labs are made of beside the kernel, in the versions of Debian that are unpacked or else installed; none
 * where dpkg does not know them. Nothing is started for it.
 */
export async function packageVersions(): Promise<readonly DebianPackage[]> {
  const status = await readFile(statusPath, 'utf8').catch(() => '')
  const programs = packages.unpacked.filter((name) => !name.startsWith('linux-image-'))
  const unpacked = unpackedPackages().filter(({ name }) => programs.includes(name))
  const names = [...packages.installed.map(({ name }) => name), ...programs]
  return names.flatMap((name) => unpacked.find((one) => one.name === name) ?? installedPackage(status, name) ?? [])
}

/** What dpkg's status file says of a package; `undefined` when it is not installed. */
export function installedPackage(status: string, name: string): DebianPackage | undefined {
  const begin = `\n${status}`.indexOf(`\nPackage: ${name}\n`)
  if (begin < 0) return undefined
  const end = status.indexOf('\n\n', begin)
  const paragraph = status.slice(begin, end < 0 ? undefined : end)
  const version = /^Version: (.+)$/m.exec(paragraph)?.[1]
  const isInstalled = /^Status: \S+ \S+ installed$/m.test(paragraph)
  return isInstalled && version !== undefined ? { name, version } : undefined
}

/** The version of the program in that of its package: `8.4.4` in `8.4.4-1.1~deb12u2`, `7.2` in `1:7.2+dfsg-7`. */
export function upstreamVersion({ version }: DebianPackage): string {
  return /^(?:\d+:)?(\d[\d.]*)/.exec(version)?.[1] ?? version
}
