import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { EngineError, ToolMissingError } from '../../errors.ts'

/** What the agent's own line to the host needs, loaded before it says hello. */
export const modulesFirst = ['virtio_pci', 'virtio_console'] as const

/** What a lab's datapath needs. */
export const modulesRest = [
  'veth',
  'bridge',
  'br_netfilter',
  'dummy',
  'ipip',
  'vxlan',
  'nf_tables',
  'nft_chain_nat',
  'nft_nat',
  'nft_masq',
  'nft_ct',
  'nft_numgen',
  'nft_fib_ipv4',
  'nft_fib_ipv6',
  'nft_fib_inet',
  'nft_reject_ipv4',
  'nft_reject_ipv6',
  'nft_reject_inet',
  'nft_hash',
  'nf_conntrack_netlink',
  '8021q',
  'macvlan',
  'vrf',
  'sch_netem',
  'sch_tbf',
] as const

/**
 * Orders kernel modules so that each comes after what it depends on, as `modprobe` would load them.
 *
 * @param folder `/lib/modules/<release>` of an unpacked kernel package.
 * A module that is there as `.ko.xz` only, as from Debian 13 on, is decompressed beside it.
 *
 * @returns paths of `.ko` files relative to `folder`, each once; modules that are built in are left out.
 * @throws EngineError when a module is neither there nor built in, or cannot be decompressed.
 * @throws ToolMissingError when decompressing needs xz, and it is not installed.
 */
export async function orderModules(folder: string, wanted: readonly string[]): Promise<string[]> {
  const pathOf = new Map<string, string>()
  for await (const path of glob('kernel/**/*.ko{.xz,}', { cwd: folder })) {
    if (!path.endsWith('.xz') || !pathOf.has(nameOf(path))) pathOf.set(nameOf(path), path)
  }
  const builtIn = builtInModules(folder)
  const ordered = new Set<string>()
  const visit = (name: string): void => {
    if (builtIn.has(name)) return
    const path = plainModule(folder, pathOf.get(name) ?? missing(name, folder))
    pathOf.set(name, path)
    if (ordered.has(path)) return
    for (const dependency of dependenciesOf(readFileSync(join(folder, path)))) visit(dependency)
    ordered.add(path)
  }
  for (const name of wanted) visit(underscored(name))
  return [...ordered]
}

function nameOf(path: string): string {
  return underscored(basename(path).replace(/\.ko(\.xz)?$/, ''))
}

function missing(name: string, folder: string): never {
  throw new EngineError(`the kernel module ${name} is neither in ${folder} nor built in`, 'npm start -- --prepare')
}

// An unpacked package has it, though not modules.dep.
function builtInModules(folder: string): ReadonlySet<string> {
  const list = join(folder, 'modules.builtin')
  return new Set(existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n').map(nameOf) : [])
}

function plainModule(folder: string, path: string): string {
  if (!path.endsWith('.xz')) return path
  const plain = path.slice(0, -'.xz'.length)
  const packed = join(folder, path)
  const { error, status, stdout, stderr } = spawnSync('xz', ['-dc', packed], { maxBuffer: 256 * 1024 * 1024 })
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') {
    throw new ToolMissingError('xz', 'sudo apt-get install -y xz-utils')
  }
  if (status !== 0)
    throw new EngineError(`${packed} cannot be decompressed: ${error?.message ?? String(stderr).trim()}`)
  // Two labs may start at once: each writes its own file, and the rename decides.
  const draft = join(folder, `${plain}.${process.pid}`)
  writeFileSync(draft, stdout)
  renameSync(draft, join(folder, plain))
  return plain
}

// The kernel's own spelling: files and `depends=` have both.
function underscored(name: string): string {
  return name.replaceAll('-', '_')
}

// The package ships no modules.dep (depmod makes it on install): the module's own .modinfo section says the same.
function dependenciesOf(module: Buffer): string[] {
  const start = module.indexOf('\0depends=')
  if (start < 0) return []
  const text = module.toString('latin1', start + 9, module.indexOf(0, start + 9))
  return text === '' ? [] : text.split(',').map(underscored)
}
