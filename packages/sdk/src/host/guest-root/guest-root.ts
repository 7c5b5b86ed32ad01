import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { librariesOf } from './closure.ts'
import type { RootEntry } from './entry.ts'
import { scriptFolder, scriptNames } from '../guest/scripts.ts'
import { clientFolder, ownSocketFile, ownSocketScript } from './own-socket.ts'
import { findProgram, requireProgram } from './programs.ts'

const required = [
  'perl bash dash ip bridge tc nft tcpdump ping bird birdc',
  // FRR, for gateways.
  'zebra staticd bgpd vtysh',
].flatMap((names) => names.split(' '))

// What somebody who enters a node would type, and what `exec` lines use.
const convenient = [
  'awk basename cat cp cut date diff dirname dmesg echo env false find grep head hostname id kill ln ls mkdir mount mv',
  'nsenter printf ps readlink rm sed seq sha256sum sleep sort ss stat sysctl tail tee test timeout touch tr true uname',
  'uniq wc xargs',
  // Not everywhere installed, and small; what loads many libraries, as curl, would slow the start of a microVM.
  'arping birdcl ethtool nc traceroute',
].flatMap((names) => names.split(' '))

const guestScripts = ['agent', ...scriptNames].map((name) => `${name}.pl`)

/**
 * The root of a lab's machine, the same in every kind of host: programs of this machine and of the unpacked packages with
 * the libraries that they load, and the lab's own scripts.
 *
 * @param roots folders of unpacked packages, laid out as `/`.
 * @throws ToolMissingError when a program is neither installed nor unpacked.
 */
export async function guestRoot(roots: readonly string[]): Promise<RootEntry[]> {
  const programs = programsOf(roots)
  const perl = perlModules()
  const objects = perl.filter((path) => path.endsWith('.so'))
  const libraries = await librariesOf([...programs.values(), ...objects], libraryFolders(roots))

  const files = new Map<string, RootEntry>()
  const add = (path: string, source: string, executable: boolean): void => {
    files.set(path, { path, content: readFileSync(source), executable })
  }
  const addText = (path: string, text: string, executable: boolean): void => {
    files.set(path, { path, content: Buffer.from(text), executable })
  }
  for (const [name, source] of programs) {
    const script = ownSocketScript(name)
    add(`${script === undefined ? '/usr/bin' : clientFolder}/${name}`, realpathSync(source), true)
    if (script !== undefined) addText(`/usr/bin/${name}`, script, true)
  }
  for (const [path, source] of libraries) add(path.replace(/^\/lib/, '/usr/lib'), source, true)
  for (const path of perl) add(path, path, false)
  for (const name of guestScripts) add(`/underlay/${name}`, join(scriptFolder, name), true)
  for (const [path, content] of Object.entries(accounts)) addText(path, content, false)
  return withFolders([...files.values(), ...links()])
}

/** The programs that a lab cannot do without, and that are neither installed nor unpacked. */
export function missingPrograms(roots: readonly string[]): readonly string[] {
  return required.filter((name) => findProgram(name, roots) === undefined)
}

/** The files on this machine that decide what the root contains: when one changes, the root must be made again. */
export function guestSources(roots: readonly string[]): string[] {
  const own = [import.meta.filename, ownSocketFile]
  return [...own, ...programsOf(roots).values(), ...guestScripts.map((name) => join(scriptFolder, name))]
}

function programsOf(roots: readonly string[]): Map<string, string> {
  const programs = new Map<string, string>()
  for (const name of required) programs.set(name, requireProgram(name, roots))
  for (const name of convenient) {
    const path = findProgram(name, roots)
    if (path !== undefined) programs.set(name, path)
  }
  return programs
}

// tcpdump drops its privileges to a user of its own; bash asks for root's; FRR for the group of its terminals.
const accounts = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\ntcpdump:x:100:100::/:/bin/false\n',
  '/etc/group': 'root:x:0:\nfrrvty:x:0:\ntcpdump:x:100:\n',
  '/etc/frr/vtysh.conf': 'username root nopassword\n',
}

function perlModules(): string[] {
  const folder = readdirSync('/usr/lib').find((name) => existsSync(`/usr/lib/${name}/perl-base/POSIX.pm`))
  if (folder === undefined) return []
  const base = `/usr/lib/${folder}/perl-base`
  const names = readdirSync(base, { recursive: true, withFileTypes: true })
  return names
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('unicore'))
    .map((entry) => join(entry.parentPath, entry.name))
}

function libraryFolders(roots: readonly string[]): string[] {
  const folders: string[] = []
  for (const root of roots) {
    for (const lib of ['usr/lib', 'lib']) {
      const path = join(root, lib)
      if (!existsSync(path)) continue
      const inner = readdirSync(path).map((name) => join(path, name))
      // FRR's daemons share a library in a folder of their own.
      folders.push(path, ...inner, ...inner.map((folder) => join(folder, 'frr')))
    }
  }
  return folders
}

function links(): RootEntry[] {
  return [
    { path: '/bin', link: 'usr/bin' },
    { path: '/sbin', link: 'usr/bin' },
    { path: '/usr/sbin', link: 'bin' },
    { path: '/lib', link: 'usr/lib' },
    { path: '/lib64', link: 'usr/lib64' },
    { path: '/usr/bin/sh', link: 'dash' },
  ]
}

function withFolders(entries: readonly RootEntry[]): RootEntry[] {
  const folders = new Set<string>(['/root', '/etc', '/srv', '/var/run', '/dev', '/proc', '/sys', '/run', '/tmp'])
  for (const path of [...folders, ...entries.map((entry) => entry.path)]) {
    for (let folder = dirname(path); folder !== '/'; folder = dirname(folder)) folders.add(folder)
  }
  const sorted = [...folders].sort()
  return [...sorted.map((path) => ({ path, folder: true }) as const), ...entries]
}
