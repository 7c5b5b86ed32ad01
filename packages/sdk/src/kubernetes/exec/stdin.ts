import { Writable } from 'node:stream'
import { LabError } from '../../errors.ts'
import type { Socket } from './open-socket.ts'

const STDIN_CHANNEL = 0
const CLOSE_CHANNEL = 255
/** As kubectl: the API server hangs up on a frame that it finds too long. */
const LONGEST_FRAME = 32 * 1024

/** The stdin of a command: each frame is sent when the one before has left. */
export function stdinOf(socket: Socket): Writable {
  const stdin = new Writable({
    write(chunk: Buffer, _encoding, done) {
      sendFrames(socket, chunk, done)
    },
    final(done) {
      // Before v5 there was no way to end stdin alone.
      if (socket.protocol === 'v5.channel.k8s.io') socket.send(Buffer.of(CLOSE_CHANNEL, STDIN_CHANNEL), done)
      else done(new LabError('this Kubernetes can not end the stdin of a command', 'use Kubernetes 1.30 or later'))
    },
  })
  // A command may end before its input does: `exited` tells how, and nobody's process has to die of EPIPE.
  stdin.on('error', () => undefined)
  return stdin
}

function sendFrames(socket: Socket, bytes: Buffer, done: (error?: Error | null) => void): void {
  const frame = Buffer.concat([Buffer.of(STDIN_CHANNEL), bytes.subarray(0, LONGEST_FRAME)])
  const rest = bytes.subarray(LONGEST_FRAME)
  socket.send(frame, (error) => {
    if (error || rest.length === 0) done(error)
    else sendFrames(socket, rest, done)
  })
}
