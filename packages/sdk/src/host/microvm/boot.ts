import { spawn, type ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { EngineError } from '../../errors.ts'
import { encodeFrame, frameReader, type Frame } from '../wire/frame.ts'
import { accelerators, rememberAccelerator } from './accelerator.ts'
import { unpackedDebian } from './debian.ts'
import { initramfs } from './initramfs.ts'
import { requireProgram } from './programs.ts'
import { qemuArguments, type Accelerator } from './qemu.ts'

/** A booted microVM whose agent answers. */
export interface Machine {
  readonly kernel: string
  readonly accelerator: Accelerator
  /** Sends the bytes of one frame to the agent. */
  send(frame: Uint8Array): void
  onFrame(listener: (frame: Frame) => void): void
  /** Settles with the last that the machine said, when it has ended by itself. */
  readonly exited: Promise<string>
}

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
    const machine = await hello(child, accelerator, deadlineMs)
    if (!(machine instanceof EngineError)) {
      if (choices.length > 1) rememberAccelerator(qemu, debian.kernel.release, accelerator)
      return machine
    }
    if (index === choices.length - 1) throw machine
  }
  throw new EngineError('no accelerator of QEMU is usable')
}

function hello(child: ChildProcess, accelerator: Accelerator, deadlineMs: number): Promise<Machine | EngineError> {
  const { stdin, stdout, stderr } = child
  if (stdin === null || stdout === null || stderr === null) throw new TypeError('QEMU was started without pipes')
  let said = ''
  const listen = (chunk: Buffer): void => void (said = (said + chunk.toString('latin1')).slice(-4000))
  stderr.on('data', listen)
  ;(child.stdio[3] as Readable).on('data', listen)
  stdin.on('error', () => {})
  const listeners: ((frame: Frame) => void)[] = []
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(`QEMU ended (${signal ?? `exit code ${code}`}) ${lastLines(said)}`))
  })
  return new Promise((resolve) => {
    const giveUp = (why: string): void => {
      child.kill('SIGKILL')
      resolve(new EngineError(`the microVM did not start under ${accelerator}: ${why}`))
    }
    const deadline = setTimeout(() => giveUp(`no answer within ${deadlineMs} ms ${lastLines(said)}`), deadlineMs)
    void exited.then(giveUp)
    const read = frameReader((frame) => {
      if (frame.type !== 'H') return listeners.forEach((listener) => listener(frame))
      clearTimeout(deadline)
      stdin.write(setTime())
      resolve({
        kernel: frame.payload.toString(),
        accelerator,
        send: (bytes) => void stdin.write(bytes),
        onFrame: (listener) => void listeners.push(listener),
        exited,
      })
    })
    stdout.on('data', read)
  })
}

// The guest's clock starts at a whole second; captures are to show this machine's time.
function setTime(): Buffer {
  const now = Date.now()
  return encodeFrame('T', 0, `${Math.floor(now / 1000)}\0${(now % 1000) * 1000}`)
}

function lastLines(text: string): string {
  const lines = text.trim().split('\n').slice(-3).join(' | ')
  return lines === '' ? '' : `— its console: ${lines}`
}
