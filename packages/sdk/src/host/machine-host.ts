import { PassThrough, Writable } from 'node:stream'
import { EngineError } from '../errors.ts'
import type { Host } from './host.ts'
import type { Machine } from './machine.ts'
import { writeRemote } from './remote-file.ts'
import { startRemote } from './remote-process.ts'
import { openExchange } from './wire/exchange.ts'
import { encodeFrame } from './wire/frame.ts'

/** A host that belongs to this process, without a supervisor: it ends with {@link MachineHost.close}, or this process. */
export interface MachineHost extends Host {
  readonly accelerator: string
  close(): void
}

/** The host that a machine is for the process that started it. */
export function machineHost(machine: Machine): MachineHost {
  const readable = new PassThrough()
  const writable = new Writable({
    write(chunk: Buffer, _encoding, done) {
      machine.send(chunk)
      done()
    },
  })
  machine.onFrame(({ type, id, payload }) => void readable.write(encodeFrame(type, id, payload)))
  void machine.exited.then(() => readable.destroy())
  const stream = { readable, writable, hold: () => {}, destroy: machine.kill }
  const exchange = openExchange(stream, 'its machine', (why) => new EngineError(`the lab is gone: ${why}`))
  return {
    kind: machine.kind,
    kernel: machine.kernel,
    accelerator: machine.accelerator,
    spawn: (namespace, argv, options = {}) => startRemote(exchange, namespace, argv, options),
    write: (path, content) => writeRemote(exchange, path, content),
    close: machine.kill,
  }
}
