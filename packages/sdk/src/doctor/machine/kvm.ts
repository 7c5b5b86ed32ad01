import { access, constants, mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from '../../cache/cache-folder.ts'
import { LabTimeoutError } from '../../errors.ts'
import { findProgram } from '../../host/guest-root/programs.ts'
import { runProgram } from '../../process/run-program.ts'
import type { Judgement } from '../finding.ts'
import type { Probe, Site } from '../site.ts'

/** What came of a guest of five bytes under KVM. */
export interface KvmSaid {
  /** Why /dev/kvm cannot be opened: ENOENT, EACCES; absent when it can. */
  readonly refused?: string
  /** The exit code of QEMU; absent when it was still running when the time was over. */
  readonly exitCode?: number
  readonly stderr: string
}

// `mov al, 16; out 0xf4, al; hlt` where a processor begins: the device there ends QEMU with 2 * 16 + 1.
const program = Buffer.from([0xb0, 0x10, 0xe6, 0xf4, 0xf4])
const firmwareBytes = 64 * 1024
const bootedCode = 33

/** Lets QEMU run a guest of five bytes under KVM, on the machine and processor of a microVM: /dev/kvm may be there in vain. */
export const kvmProbe: Probe = {
  name: 'kvm',
  look: async (site) => {
    const qemu = findProgram('qemu-system-x86_64')
    if (qemu === undefined) return { status: 'skipped', detail: 'not tried without QEMU' }
    try {
      await access('/dev/kvm', constants.R_OK | constants.W_OK)
    } catch (error) {
      return judgeKvm({
        refused: error instanceof Error && 'code' in error ? String(error.code) : 'ENOENT',
        stderr: '',
      })
    }
    return judgeKvm(await boot(qemu, ['-accel', 'kvm', '-cpu', 'host'], site))
  },
}

export function judgeKvm({ refused, exitCode, stderr }: KvmSaid): Judgement {
  const instead = 'microVMs are emulated (TCG), and take 5 to 10 s to boot'
  if (refused === 'EACCES') {
    const fix = 'sudo usermod -aG kvm "$USER" && newgrp kvm'
    return { status: 'warning', detail: `this user may not use /dev/kvm; ${instead}`, fix }
  }
  const fix =
    'for speed only: turn virtualization on in the firmware, or nested virtualization where this machine is a guest'
  if (refused !== undefined) return { status: 'warning', detail: `there is no /dev/kvm; ${instead}`, fix }
  if (exitCode === bootedCode) return { status: 'ok', detail: 'a guest of five bytes ran under KVM' }
  const why =
    exitCode === undefined ? 'a guest did not run in time' : (stderr.trim().split('\n')[0] ?? '').replace(/^\S+: /, '')
  return { status: 'warning', detail: `/dev/kvm is there and does not boot a guest (${why}); ${instead}`, fix }
}

/** Boots the guest of five bytes; `how` is QEMU's accelerator and processor. */
export async function boot(
  qemu: string,
  how: readonly string[],
  { timeoutMs, signal }: Pick<Site, 'timeoutMs' | 'signal'>,
): Promise<KvmSaid> {
  const machine = ['-M', 'pc', '-m', '16', '-nodefaults', '-no-user-config', '-display', 'none']
  const argv = [qemu, ...machine, ...how, '-bios', await firmware(), '-device', 'isa-debug-exit,iobase=0xf4,iosize=1']
  try {
    const { exitCode, stderr } = await runProgram(argv, { timeoutMs, signal })
    return { exitCode, stderr }
  } catch (error) {
    if (error instanceof LabTimeoutError) return { stderr: error.lastSeen }
    throw error
  }
}

// QEMU wants a file; in the cache nothing has to be cleared away.
async function firmware(): Promise<string> {
  const folder = join(cacheFolder(), 'microvm')
  const path = join(folder, 'five-bytes.bin')
  const image = Buffer.alloc(firmwareBytes, 0xf4)
  program.copy(image, firmwareBytes - 16)
  await mkdir(folder, { recursive: true })
  await writeFile(`${path}.${process.pid}`, image)
  await rename(`${path}.${process.pid}`, path)
  return path
}
