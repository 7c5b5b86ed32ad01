import { PassThrough, Writable } from 'node:stream'
import { encodeFrame, frameReader } from '../../../../src/host/wire/frame.ts'
import type { PodProcess } from '../../../../src/kubernetes/exec/exec.ts'

/** A program that the agent was asked to start, once its standard input was complete. */
export interface AgentCall {
  readonly network: string
  readonly argv: readonly string[]
  readonly stdin: string
}

/** What a program writes to standard output; `undefined` lets it run on. */
export type AgentAnswer = (call: AgentCall) => string | undefined

/** A program that runs until it is signalled; what it is given to say. */
export type AgentProgram = (
  call: AgentCall,
  say: (type: 'O' | 'R', bytes: string | Uint8Array) => void,
) => (signal: string) => 'ended' | void

/** Exit code 0, no signal. */
const success = ['0', '0'].join('\0')

/** The agent's end of an exec: it takes its source, says hello, and answers for programs. */
export function fakeAgent(argv: readonly string[], answer: AgentAnswer, program?: AgentProgram): PodProcess {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const { promise: exited, reject } = Promise.withResolvers<{ readonly exitCode: number }>()
  exited.catch(() => undefined)
  const calls = new Map<number, AgentCall>()
  const programs = new Map<number, ReturnType<AgentProgram>>()
  const say = (type: string, id: number, payload: string | Uint8Array = ''): void =>
    void stdout.write(encodeFrame(type, id, payload))
  const read = frameReader(({ type, id, payload }) => {
    const text = payload.toString()
    if (type === 'F') say('X', id, success)
    if (type === 'S') {
      const [, network = '', ...words] = text.split('\0')
      const call = { network, argv: words, stdin: '' }
      if (program !== undefined)
        programs.set(
          id,
          program(call, (kind, bytes) => say(kind, id, bytes)),
        )
      else calls.set(id, call)
    }
    if (type === 'K' && programs.get(id)?.(text) === 'ended') say('X', id, success)
    const call = calls.get(id)
    if (call !== undefined && type === 'I') calls.set(id, { ...call, stdin: call.stdin + text })
    const output = call !== undefined && type === 'E' ? answer(call) : undefined
    if (output === undefined) return
    say('O', id, output)
    say('X', id, success)
  })
  let sourceBytes = Number(argv.at(-1))
  const stdin = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const source = Math.min(sourceBytes, chunk.length)
      sourceBytes -= source
      if (source > 0 && sourceBytes === 0) say('H', 0, '6.1.0-fake')
      // Nothing answers before the question has left.
      setImmediate(() => {
        read(chunk.subarray(source))
        done()
      })
    },
  })
  const close = (): void => {
    stdout.end()
    stderr.end()
    reject(new Error('closed'))
  }
  return { stdin, stdout, stderr, exited, close, hold: () => {} }
}
