import { spawn, type ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { EngineError } from '../../errors.ts'
import { unpackedDebian } from '../guest-root/debian.ts'
import { requireProgram } from '../guest-root/programs.ts'
import { awaitAgent, type Machine } from '../machine.ts'
import { encodeFrame } from '../wire/frame.ts'
import { accelerators, rememberAccelerator } from './accelerator.ts'
import { initramfs } from './initramfs.ts'
import { qemuArguments, type Accelerator } from './qemu.ts'

/**
 * Boots the microVM and waits for its agent, under KVM where that really boots, else under TCG.
 *
 * @throws ToolMissingError when QEMU or an unpacked package is missing.
 * @throws EngineError with the console's last lines when it does not come up.
 */
export async function bootMicrovm(): Promise<Machine> {
  const debian = unpackedDebian()
  const qemu = requireProgram('qemu-system-x86_64')
  // QEMU must not outlive this process, kill -9 included: the kernel sees to it.
  const guard = requireProgram('setpriv')
  const initrd = await initramfs(debian)
  const choices = accelerators(qemu, debian.kernel.release)
  for (const [index, { accelerator, deadlineMs }] of choices.entries()) {
    const argv = ['--pdeathsig', 'KILL', qemu, ...qemuArguments(accelerator, debian.kernel.image, initrd)]
    const child = spawn(guard, argv, { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] })
    const machine = await start(child, accelerator, deadlineMs)
    if (!(machine instanceof EngineError)) {
      if (choices.length > 1) rememberAccelerator(qemu, debian.kernel.release, accelerator)
      return machine
    }
    if (index === choices.length - 1) throw machine
  }
  throw new EngineError('no accelerator of QEMU is usable')
}

async function start(
  child: ChildProcess,
  accelerator: Accelerator,
  deadlineMs: number,
): Promise<Machine | EngineError> {
  let said = ''
  const listen = (chunk: Buffer): void => void (said = (said + chunk.toString('latin1')).slice(-4000))
  child.stderr?.on('data', listen)
  // Its console.
  ;(child.stdio[3] as Readable).on('data', listen)
  const machine = await awaitAgent(child, {
    kind: 'microvm',
    accelerator,
    name: `the microVM under ${accelerator}`,
    program: 'QEMU',
    deadlineMs,
    said: () => said,
  })
  if (!(machine instanceof EngineError)) machine.send(setTime())
  return machine
}

// The guest's clock starts at a whole second; captures are to show this machine's time.
function setTime(): Buffer {
  const now = Date.now()
  return encodeFrame('T', 0, `${Math.floor(now / 1000)}\0${(now % 1000) * 1000}`)
}
