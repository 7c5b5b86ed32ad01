import { PassThrough } from 'node:stream'
import { LabError } from '../../errors.ts'
import { applyCredentials } from '../connection/apply-credentials.ts'
import type { Connection } from '../connection/connection.ts'
import { reasonOf } from '../connection/reason.ts'
import { readStatus, refusal } from '../connection/refusal.ts'
import { ask } from '../connection/request.ts'
import { LOOK_AT_POD } from './container-ref.ts'

const HANDSHAKE_MS = 30_000

/** What exec needs of a WebSocket of the `ws` package. */
export interface Socket {
  readonly protocol: string
  readonly send: (frame: Buffer, done: (error?: Error | null) => void) => void
  readonly pause: () => void
  readonly resume: () => void
  readonly terminate: () => void
  readonly on: (event: 'close', listener: () => void) => unknown
}

/** Says whether an open socket keeps this process alive; `ws` has no public name for the connection below it. */
export function holdSocket(socket: Socket, alive: boolean): void {
  const tcp = Reflect.get(socket, '_socket') as { ref(): unknown; unref(): unknown } | undefined
  if (alive) tcp?.ref()
  else tcp?.unref()
}

/**
 * Opens a WebSocket to the API server; each frame is a channel and its bytes, and the first for which `onFrame` says false is the last.
 *
 * @throws LabError with what the API server said, or why it did not answer.
 */
export async function openSocket(
  connection: Connection,
  path: string,
  subject: string,
  onFrame: (channel: number, bytes: Buffer) => boolean,
): Promise<Socket> {
  const { Exec } = await import('@kubernetes/client-node')
  const { kubeconfig } = connection
  const config: typeof kubeconfig = Object.create(kubeconfig)
  config.applyToHTTPSOptions = async (options) => {
    await applyCredentials(connection, options)
    Object.assign(options, { handshakeTimeout: HANDSHAKE_MS })
  }
  // Left to itself it closes the streams of this very process when the API server closes a channel.
  const unused = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() }
  const { handler } = new Exec(config)
  Object.assign(handler, { streams: unused })
  try {
    return await handler.connect(path, null, onFrame)
  } catch (event) {
    throw await explain(connection, path, subject, event)
  }
}

/** A refused handshake has only a number; the same path asked plainly has the API server's words. */
async function explain(connection: Connection, path: string, subject: string, event: unknown): Promise<LabError> {
  const { message = String(event), error } = event as { readonly message?: string; readonly error?: unknown }
  if (!message.startsWith('Unexpected server response')) {
    return new LabError(
      `${subject}: the Kubernetes API at ${connection.place} did not answer: ${reasonOf(error ?? message)}`,
    )
  }
  const answer = await ask(connection, { path })
  const said = readStatus(answer).message
  if (answer.status < 400 || said.includes('Upgrade request required')) return new LabError(`${subject}: ${message}`)
  return refusal(subject, answer, LOOK_AT_POD)
}
