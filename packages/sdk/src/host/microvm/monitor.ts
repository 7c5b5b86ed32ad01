import type { Duplex } from 'node:stream'
import { EngineError } from '../../errors.ts'

/** QEMU's monitor. */
export interface Monitor {
  /**
   * Carries out a command.
   *
   * @throws EngineError with what QEMU says against it, or when QEMU ends.
   */
  execute(command: string, options?: object): Promise<void>
  /** The first of an event's data that a condition holds for. */
  event(name: string, isWanted: (data: Readonly<Record<string, unknown>>) => boolean): Promise<Record<string, unknown>>
}

interface Message {
  readonly return?: unknown
  readonly error?: { readonly desc?: string }
  readonly event?: string
  readonly data?: Record<string, unknown>
}

type Waiter = (message: Message | undefined) => void

/**
 * Speaks QMP over a stream; commands may be given before the answers to the ones before them.
 *
 * @see https://www.qemu.org/docs/master/interop/qmp-spec.html
 */
export function openMonitor(stream: Duplex): Monitor {
  const answers: Waiter[] = []
  const listeners = new Set<Waiter>()
  let rest = ''

  const take = (message: Message): void => {
    if (message.event !== undefined) for (const listener of listeners) listener(message)
    else if ('return' in message || 'error' in message) answers.shift()?.(message)
  }
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) take(JSON.parse(line) as Message)
  })
  stream.on('error', () => {})
  stream.on('close', () => {
    for (const tell of [...answers.splice(0), ...listeners]) tell(undefined)
  })

  const execute: Monitor['execute'] = (command, options) =>
    new Promise((resolve, reject) => {
      answers.push((answer) => {
        if (answer === undefined) reject(new EngineError(`QEMU ended at ${command}`))
        else if (answer.error !== undefined) reject(new EngineError(`QEMU says to ${command}: ${answer.error.desc}`))
        else resolve()
      })
      stream.write(`${JSON.stringify({ execute: command, arguments: options })}\n`)
    })
  // It listens to nothing else before this.
  execute('qmp_capabilities').catch(() => {})

  return {
    execute,
    event: (name, isWanted) =>
      new Promise((resolve, reject) => {
        const listener: Waiter = (message) => {
          if (message !== undefined && (message.event !== name || !isWanted(message.data ?? {}))) return
          listeners.delete(listener)
          if (message === undefined) reject(new EngineError(`QEMU ended before ${name}`))
          else resolve(message.data ?? {})
        }
        listeners.add(listener)
      }),
  }
}
