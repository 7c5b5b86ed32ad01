import type { ChildProcess } from 'node:child_process'
import { EngineError } from '../errors.ts'
import type { Host } from './host.ts'
import { frameReader, type Frame } from './wire/frame.ts'

/** What carries a lab: a microVM, namespaces of this machine, or a container, whose agent answers. */
export interface Machine {
  readonly kind: Host['kind']
  /** Of the program that is the machine. */
  readonly pid: number
  readonly kernel: string
  /** What stands between the lab and the processor: `kvm`, `tcg`, `namespaces`, … */
  readonly accelerator: string
  /** Sends the bytes of one frame to the agent. */
  send(frame: Uint8Array): void
  onFrame(listener: (frame: Frame) => void): void
  /** Settles with the last that the machine said, when it has ended by itself. */
  readonly exited: Promise<string>
  /** Ends the machine, and everything in it. */
  kill(): void
}

/** How a machine is called, and how long to wait for its agent. */
interface Expected extends Pick<Machine, 'kind' | 'accelerator'> {
  /** As in "the microVM under tcg". */
  readonly name: string
  /** The program that is the machine, as in "QEMU". */
  readonly program: string
  readonly deadlineMs: number
  /** What the machine has said besides its frames. */
  readonly said: () => string
}

/** Waits for the agent behind a program's standard input and output; the program is killed when it does not answer. */
export function awaitAgent(child: ChildProcess, expected: Expected): Promise<Machine | EngineError> {
  const { kind, accelerator, name, program, deadlineMs, said } = expected
  const { stdin, stdout } = child
  if (stdin === null || stdout === null) throw new TypeError(`${program} was started without pipes`)
  stdin.on('error', () => {})
  const listeners: ((frame: Frame) => void)[] = []
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) =>
      resolve(`${program} ended (${signal ?? `exit code ${code}`}) ${lastLines(said())}`.trim()),
    )
  })
  return new Promise((resolve) => {
    const giveUp = (why: string): void => {
      child.kill('SIGKILL')
      resolve(new EngineError(`${name} did not start: ${why}`))
    }
    const late = (): void => giveUp(`no answer within ${deadlineMs} ms ${lastLines(said())}`.trim())
    const deadline = setTimeout(late, deadlineMs)
    void exited.then((why) => {
      clearTimeout(deadline)
      giveUp(why)
    })
    const read = frameReader((frame) => {
      if (frame.type !== 'H') return listeners.forEach((listener) => listener(frame))
      clearTimeout(deadline)
      resolve({
        kind,
        pid: child.pid ?? 0,
        accelerator,
        kernel: frame.payload.toString(),
        send: (bytes) => void stdin.write(bytes),
        onFrame: (listener) => void listeners.push(listener),
        exited,
        kill: () => void child.kill('SIGKILL'),
      })
    })
    stdout.on('data', read)
  })
}

function lastLines(text: string): string {
  const lines = text.trim().split('\n').slice(-3).join(' | ')
  return lines === '' ? '' : `— it said: ${lines}`
}
