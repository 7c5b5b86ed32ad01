import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import type { KernelNeed } from '@underlay/configs'
import { cacheFolder } from '../../cache/cache-folder.ts'
import { lacksOf, type Lack } from '../features.ts'
import { requireProgram } from '../guest-root/programs.ts'
import { scriptFolder } from '../guest/scripts.ts'
import { isolation } from './isolation.ts'

const probeTimeoutMs = 10_000

/**
 * What this machine's kernel cannot make for this user, tried in namespaces that end at once. What it can is remembered
 * until the machine starts anew; what it cannot may come with a module, and is tried each time.
 *
 * @returns empty when it can make all that is needed.
 * @throws ToolMissingError when a program for trying is missing.
 */
export async function probeLocal(needs: readonly KernelNeed[]): Promise<readonly Lack[]> {
  const uid = process.getuid?.() ?? 0
  const key = [readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(), release(), uid].join(' ')
  const known = readMemory(key)
  const open = needs.filter((need) => !known.includes(need))
  if (open.length === 0) return []
  const lacks = await tryAll(isolation(uid).unshare, open)
  const made = open.filter((need) => !lacks.some((lack) => lack.need === need || lack.need === 'namespaces'))
  if (made.length > 0) remember(key, [...known, ...made])
  return lacks
}

async function tryAll(unshare: readonly string[], needs: readonly KernelNeed[]): Promise<readonly Lack[]> {
  for (const program of ['ip', 'nft', 'tc']) requireProgram(program)
  const argv = [...unshare, '--', requireProgram('perl'), join(scriptFolder, 'probe.pl'), ...needs]
  const env = { ...process.env, PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }
  return new Promise((resolve) => {
    execFile(requireProgram('unshare'), argv, { timeout: probeTimeoutMs, env }, (error, stdout, stderr) => {
      const why = stderr.trim().split('\n').at(-1) || error?.message || ''
      resolve(error === null ? lacksOf(stdout) : [{ need: 'namespaces', why }])
    })
  })
}

function memoryPath(): string {
  return join(cacheFolder(), 'local', 'features.json')
}

function readMemory(key: string): readonly string[] {
  try {
    const { key: of, made } = JSON.parse(readFileSync(memoryPath(), 'utf8')) as { key?: string; made?: unknown }
    return of === key && Array.isArray(made) ? made.map(String) : []
  } catch {
    return []
  }
}

function remember(key: string, made: readonly string[]): void {
  try {
    mkdirSync(join(cacheFolder(), 'local'), { recursive: true })
    writeFileSync(memoryPath(), JSON.stringify({ key, made }))
  } catch {
    // It is tried again where the cache is not ours to write.
  }
}
