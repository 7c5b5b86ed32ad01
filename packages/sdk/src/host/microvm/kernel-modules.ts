import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** What the agent's own line to the host needs, loaded before it says hello. */
export const modulesFirst = ['virtio_pci', 'virtio_console'] as const

/** What a lab's datapath needs. */
export const modulesRest = [
  'veth',
  'bridge',
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
] as const

/**
 * Orders kernel modules so that each comes after what it depends on, as `modprobe` would load them.
 *
 * @param folder `/lib/modules/<release>` of an unpacked kernel package.
 * @returns paths relative to `folder`, each once; modules that are built in are left out.
 */
export async function orderModules(folder: string, wanted: readonly string[]): Promise<string[]> {
  const pathOf = new Map<string, string>()
  for await (const path of glob('kernel/**/*.ko', { cwd: folder })) pathOf.set(nameOf(path), path)
  const ordered = new Set<string>()
  const visit = (name: string): void => {
    const path = pathOf.get(name)
    if (path === undefined || ordered.has(path)) return
    for (const dependency of dependenciesOf(readFileSync(join(folder, path)))) visit(dependency)
    ordered.add(path)
  }
  for (const name of wanted) visit(underscored(name))
  return [...ordered]
}

function nameOf(path: string): string {
  return underscored(basename(path, '.ko'))
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
