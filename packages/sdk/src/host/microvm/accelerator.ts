import { accessSync, constants, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../../cache/cache-folder.ts'
import type { Accelerator } from './qemu.ts'

interface Choice {
  readonly accelerator: Accelerator
  readonly deadlineMs: number
}

const tcg: Choice = { accelerator: 'tcg', deadlineMs: 60_000 }

/**
 * The accelerators to try, in order. `/dev/kvm` may be there and still not boot a guest, so the first start tries it
 * with a deadline and {@link rememberAccelerator} keeps what came of it.
 */
export function accelerators(qemu: string, kernelRelease: string): readonly Choice[] {
  const remembered = readMemory()[memoryKey(qemu, kernelRelease)]
  if (remembered === 'tcg') return [tcg]
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK)
  } catch {
    return [tcg]
  }
  return [{ accelerator: 'kvm', deadlineMs: remembered === 'kvm' ? 20_000 : 4_000 }, tcg]
}

export function rememberAccelerator(qemu: string, kernelRelease: string, accelerator: Accelerator): void {
  const memory = { ...readMemory(), [memoryKey(qemu, kernelRelease)]: accelerator }
  mkdirSync(join(cacheFolder(), 'microvm'), { recursive: true })
  writeFileSync(memoryPath(), JSON.stringify(memory))
}

function memoryPath(): string {
  return join(cacheFolder(), 'microvm', 'accelerator.json')
}

function memoryKey(qemu: string, kernelRelease: string): string {
  const { size, mtimeMs } = statSync(qemu)
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return [qemu, size, mtimeMs, kernelRelease, bootId].join(' ')
}

function readMemory(): Record<string, unknown> {
  try {
    return { ...(JSON.parse(readFileSync(memoryPath(), 'utf8')) as Record<string, unknown>) }
  } catch {
    return {}
  }
}
