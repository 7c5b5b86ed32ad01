import { EngineError } from '../../errors.ts'
import { unpackedDebian } from '../guest-root/debian.ts'
import { requireProgram } from '../guest-root/programs.ts'
import type { Machine } from '../machine.ts'
import { accelerators, rememberAccelerator } from './accelerator.ts'
import { initramfs } from './initramfs.ts'
import { qemuArguments } from './qemu.ts'
import { snapshotsWanted, startFromSnapshot } from './snapshot.ts'
import { boot, type Recipe } from './start-qemu.ts'

/**
 * Starts the microVM and waits for its agent, under KVM where that really boots, else under TCG; from a snapshot, unless
 * `UNDERLAY_SNAPSHOT` is `off`.
 *
 * @param say told what went wrong with a snapshot.
 * @param signal ends it, also when it runs.
 * @throws ToolMissingError when QEMU or an unpacked package is missing.
 * @throws EngineError with the console's last lines when it does not come up.
 * @throws the signal's reason when it is aborted before.
 */
export async function startMicrovm(say: (line: string) => void, signal?: AbortSignal): Promise<Machine> {
  const { kernel, roots } = unpackedDebian()
  const qemu = requireProgram('qemu-system-x86_64')
  const initrd = await initramfs({ kernel, roots })
  const wanted = snapshotsWanted()
  const choices = accelerators(qemu, kernel.release)
  for (const [index, { accelerator, deadlineMs }] of choices.entries()) {
    const argv = qemuArguments(accelerator, kernel.image, initrd)
    const recipe: Recipe = { qemu, accelerator, kernel: kernel.image, argv, deadlineMs, ...(signal && { signal }) }
    const machine = await (wanted ? startFromSnapshot(recipe, say) : boot(recipe))
    if (!(machine instanceof EngineError)) {
      if (choices.length > 1) rememberAccelerator(qemu, kernel.release, accelerator)
      return machine
    }
    signal?.throwIfAborted()
    if (index === choices.length - 1) throw machine
  }
  throw new EngineError('no accelerator of QEMU is usable')
}
