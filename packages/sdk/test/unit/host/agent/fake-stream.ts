import { PassThrough, Writable } from 'node:stream'
import { encodeFrame, frameReader } from '../../../../src/host/wire/frame.ts'
import type { ByteStream } from '../../../../src/host/wire/exchange.ts'

interface FakeAgentOptions {
  /** The kernel that its hello tells; without, it never says hello. */
  readonly kernel?: string
  /** What the agent says to a file that is written: '' is success, and undefined that it never answers. */
  readonly problem?: (path: string) => string | undefined
}

/** Exit code 0, no signal. */
const success = ['0', '0'].join('\0')

/** The other end of a stream: an agent that takes its source of `sourceBytes`, and then speaks frames. */
export function fakeStream(sourceBytes: () => number, { kernel, problem = () => '' }: FakeAgentOptions = {}) {
  const readable = new PassThrough()
  const files = new Map<string, Buffer>()
  const state = { source: Buffer.alloc(0) as Buffer, said: '', destroyed: false, held: true }
  const say = (type: string, id: number, payload = ''): void => void readable.write(encodeFrame(type, id, payload))
  const read = frameReader(({ type, id, payload }) => {
    if (type !== 'F') return
    const end = payload.indexOf(0)
    const path = payload.toString('utf8', 0, end)
    files.set(path, Buffer.from(payload.subarray(end + 1)))
    const said = problem(path)
    if (said === undefined) return
    if (said !== '') say('R', id, said)
    say('X', id, success)
  })
  const writable = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      const missing = sourceBytes() - state.source.length
      state.source = Buffer.concat([state.source, chunk.subarray(0, missing)])
      if (missing > 0 && state.source.length === sourceBytes() && kernel !== undefined) say('H', 0, kernel)
      setImmediate(() => {
        read(Buffer.from(chunk.subarray(missing)))
        done()
      })
    },
  })
  const stream: ByteStream & { said: () => string } = {
    readable,
    writable,
    said: () => state.said,
    hold: (alive) => void (state.held = alive),
    destroy: () => {
      state.destroyed = true
      readable.destroy()
      writable.destroy()
    },
  }
  return { stream, state, files, end: () => readable.destroy(), say: (bytes: string) => readable.write(bytes) }
}
