import { connect, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { debuglog } from 'node:util'
import { EngineError, LabError, LabTimeoutError } from '../errors.ts'
import type { Host, HostExit, HostProcess, SpawnOptions } from './host.ts'
import type { Call, SupervisorInfo } from './supervisor/calls.ts'
import { encodeFrame, frameReader, type Frame } from './wire/frame.ts'

/** A connection to the supervisor of one lab: the lab's host, and the lab's state. */
export interface Connection extends Host {
  readonly accelerator: string
  /** The lab's state as saved last; `undefined` in a new lab. */
  readState(): Promise<unknown>
  saveState(state: unknown): Promise<void>
  /** Runs `change` while no other connection changes the lab. */
  exclusively<T>(change: () => Promise<T>): Promise<T>
  detach(): Promise<void>
  destroy(): Promise<void>
  /** Ends the connection and the processes that it started; the lab stays. */
  close(): void
}

// NODE_DEBUG=underlay shows each command in the lab and how long it took.
const debug = debuglog('underlay')

const signalNumbers = { SIGINT: 2, SIGTERM: 15, SIGKILL: 9, SIGUSR1: 10 } as const

/**
 * Connects to a supervisor's socket.
 *
 * @throws EngineError when nobody listens there.
 */
export async function connectTo(path: string): Promise<Connection> {
  const socket = await open(path)
  const receivers = new Map<number, (frame: Frame) => void>()
  const failures = new Map<number, (error: Error) => void>()
  let nextId = 1
  let lost: EngineError | undefined

  const fail = (why: string): void => {
    lost ??= new EngineError(`the lab is gone: ${why}`, 'build it again (examples/01-setup-env.mts)')
    for (const reject of failures.values()) reject(lost)
    failures.clear()
    receivers.clear()
  }
  const read = frameReader((frame) =>
    frame.type === 'Q' ? fail(frame.payload.toString()) : receivers.get(frame.id)?.(frame),
  )
  socket.on('data', (chunk) => {
    try {
      read(chunk as Buffer)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      fail(`its supervisor sent ${error.message}`)
      socket.destroy()
    }
  })
  socket.on('error', () => {})
  socket.on('close', () => fail('its supervisor ended'))

  const begin = (
    type: string,
    payload: string | Uint8Array,
    onFrame: (frame: Frame) => void,
    onLost: (e: Error) => void,
  ) => {
    const id = nextId++
    if (lost !== undefined) {
      onLost(lost)
      return id
    }
    receivers.set(id, onFrame)
    failures.set(id, onLost)
    socket.ref()
    socket.write(encodeFrame(type, id, payload))
    return id
  }
  // An idle connection must not keep a script alive that has come to its end.
  const finish = (id: number): void => {
    receivers.delete(id)
    failures.delete(id)
    if (failures.size === 0) socket.unref()
  }

  const call = (request: Call): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id: number = begin(
        'C',
        JSON.stringify(request),
        (frame) => {
          finish(id)
          resolve((JSON.parse(frame.payload.toString()) as { value: unknown }).value)
        },
        reject,
      )
    })

  const spawn = (namespace: string, argv: readonly string[], options: SpawnOptions = {}): HostProcess => {
    refuseNul([namespace, ...argv])
    const stdout = new PassThrough({ highWaterMark: 1 << 20 })
    const stderr = new PassThrough({ highWaterMark: 1 << 20 })
    let id = 0
    const startMs = performance.now()
    const exited = new Promise<HostExit>((resolve, reject) => {
      const onFrame = ({ type, payload }: Frame): void => {
        if (type === 'O') stdout.write(payload)
        else if (type === 'R') stderr.write(payload)
        else if (type === 'X') {
          finish(id)
          stdout.end()
          stderr.end()
          const [code = 0, signal = 0] = payload.toString().split('\0').map(Number)
          debug('%s: %s: %d ms', namespace, argv.join(' '), Math.round(performance.now() - startMs))
          resolve({ exitCode: signal === 0 ? code : 128 + signal })
        }
      }
      const flags = options.terminal === true ? 't' : '-'
      id = begin('S', [flags, namespace, ...argv].join('\0'), onFrame, (error) => {
        stdout.end()
        stderr.end()
        reject(error)
      })
    })
    // Whoever does not wait for the end is not to be stopped by it.
    exited.catch(() => {})
    const send = (type: string, payload?: string | Uint8Array): void => {
      if (lost === undefined) socket.write(encodeFrame(type, id, payload))
    }
    if (options.stdin !== undefined) {
      if (options.stdin.length > 0) send('I', options.stdin)
      send('E')
    }
    return {
      stdout,
      stderr,
      exited,
      write: (bytes) => send('I', bytes),
      end: () => send('E'),
      kill: (signal) => send('K', String(signalNumbers[signal])),
      resize: (rows, columns) => send('W', `${rows}\0${columns}`),
    }
  }

  const info = (await call({ method: 'info' })) as SupervisorInfo
  return {
    kind: 'microvm',
    kernel: info.kernel,
    accelerator: info.accelerator,
    spawn,
    write: (path, content) =>
      new Promise((resolve, reject) => {
        refuseNul([path])
        const payload = Buffer.concat([Buffer.from(`${path}\0`), Buffer.from(content)])
        let problem = ''
        const id: number = begin(
          'F',
          payload,
          (frame) => {
            if (frame.type === 'R') problem = frame.payload.toString().trim()
            if (frame.type !== 'X') return
            finish(id)
            if (problem === '') resolve()
            else reject(new EngineError(problem))
          },
          reject,
        )
      }),
    readState: async () => ((await call({ method: 'info' })) as SupervisorInfo).state,
    saveState: async (state) => void (await call({ method: 'save', state })),
    exclusively: async (change) => {
      await within(call({ method: 'lock' }), lockTimeoutMs)
      try {
        return await change()
      } finally {
        await call({ method: 'unlock' }).catch(() => {})
      }
    },
    detach: async () => void (await call({ method: 'detach' })),
    destroy: async () => {
      // A lab that is gone is as its owner wants it.
      if (lost !== undefined) return
      const gone = new Promise((resolve) => socket.once('close', resolve))
      await call({ method: 'destroy' }).catch(() => {})
      // Nothing else may be left that keeps this process waiting.
      socket.ref()
      await gone
    },
    close: () => socket.destroy(),
  }
}

// NUL parts what travels in one frame.
function refuseNul(texts: readonly string[]): void {
  const invalid = texts.find((text) => text.includes('\0'))
  if (invalid !== undefined) throw new LabError(`an argument has a NUL byte: ${JSON.stringify(invalid)}`)
}

const lockTimeoutMs = 120_000

async function within(lock: Promise<unknown>, timeoutMs: number): Promise<void> {
  let deadline: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const seen = 'another script is changing this lab'
    deadline = setTimeout(() => reject(new LabTimeoutError('a turn to change the lab', timeoutMs, seen)), timeoutMs)
  })
  try {
    await Promise.race([lock, late])
  } finally {
    clearTimeout(deadline)
  }
}

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(socket))
    socket.once('error', (error) => reject(new EngineError(`no supervisor answers at ${path}: ${error.message}`)))
  })
}
