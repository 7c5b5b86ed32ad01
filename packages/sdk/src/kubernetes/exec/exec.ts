import { PassThrough, type Readable, type Writable } from 'node:stream'
import { LabError } from '../../errors.ts'
import type { Connection } from '../connection/connection.ts'
import { type ContainerRef, podPath } from './container-ref.ts'
import { readExitCode } from './exit-code.ts'
import { holdSocket, openSocket, type Socket } from './open-socket.ts'
import { stdinOf } from './stdin.ts'

export type { ContainerRef } from './container-ref.ts'

/**
 * A command that runs in a container. Both outputs have to be read (or `resume`d): a full one stops the other and the exit.
 */
export interface PodProcess {
  /** Its end reaches the command on Kubernetes 1.30 and later; before, ending it fails. */
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Comes after the last byte of both outputs; fails with a LabError when the command could not start or the connection was lost. */
  readonly exited: Promise<{ readonly exitCode: number }>
  /** Ends the connection; it may be called again. A command that neither reads stdin nor writes may live on in the container. */
  readonly close: () => void
  /** Whether the connection keeps this process alive, default true. */
  readonly hold: (alive: boolean) => void
}

/**
 * Runs a command in a container, without a terminal; the argv is no shell's.
 *
 * @throws LabError when there is no such pod or container, or the API server does not answer.
 * @see https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/#-strong-proxy-operations-pod-v1-core-strong-
 */
export async function execInContainer(
  connection: Connection,
  { namespace, pod, container }: ContainerRef,
  argv: readonly string[],
): Promise<PodProcess> {
  const subject = `${argv[0] ?? 'no command'} in Pod ${namespace}/${pod} (${container})`
  const query = new URLSearchParams({ container, stdin: 'true', stdout: 'true', stderr: 'true' })
  for (const argument of argv) query.append('command', argument)
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const { promise: exited, resolve, reject } = Promise.withResolvers<{ readonly exitCode: number }>()
  // Who only wants the output does not ask for the exit.
  exited.catch(() => undefined)

  let socket: Socket | undefined
  const deliver = (output: PassThrough, bytes: Buffer) => {
    if (output.writableEnded || output.write(bytes)) return
    socket?.pause()
    output.once('drain', () => {
      if (!stdout.writableNeedDrain && !stderr.writableNeedDrain) socket?.resume()
    })
  }
  const onFrame = (channel: number, bytes: Buffer): boolean => {
    if (channel === 1) deliver(stdout, bytes)
    if (channel === 2) deliver(stderr, bytes)
    if (channel !== 3) return true
    try {
      resolve({ exitCode: readExitCode(bytes.toString(), subject) })
    } catch (error) {
      reject(error)
    }
    return false
  }
  socket = await openSocket(connection, `${podPath(namespace, pod)}/exec?${query}`, subject, onFrame)
  const stdin = stdinOf(socket)
  const hold = (alive: boolean): void => holdSocket(socket, alive)
  socket.on('close', () => {
    stdout.end()
    stderr.end()
    stdin.destroy()
    reject(new LabError(`${subject}: the connection ended before the command did`, 'see that the pod still runs'))
  })
  return { stdin, stdout, stderr, exited, close: () => socket.terminate(), hold }
}
