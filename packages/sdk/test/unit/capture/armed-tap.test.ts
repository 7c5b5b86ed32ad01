import { PassThrough } from 'node:stream'
import { writePcap } from '@underlay/packet'
import { expect, test } from 'vitest'
import { armTap } from '../../../src/capture/armed-tap.ts'
import type { Access } from '../../../src/engine/engine.ts'
import type { HostExit, HostProcess } from '../../../src/host/host.ts'

const frame = (timestampNs: bigint) => ({ timestampNs, bytes: new Uint8Array(60) })
const file = Buffer.from(writePcap({ linkType: 1, packets: [frame(1000n), frame(2000n), frame(3000n)] }))
const lastPacket = 16 + 60

const count = (seen: number) => `${seen} packets captured\n${seen} packets received by filter\n`

/** A tcpdump that has seen two packets when it is asked, and writes a third one before it ends. */
function tcpdump(): HostProcess {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const { promise: exited, resolve } = Promise.withResolvers<HostExit>()
  stderr.write('tcpdump: listening on net0, link-type EN10MB (Ethernet)\n')
  stdout.write(file.subarray(0, -lastPacket))
  return {
    stdout,
    stderr,
    exited,
    write: () => {},
    end: () => {},
    resize: () => {},
    kill(signal) {
      if (signal === 'SIGUSR1') return void stderr.write(count(2).replace('\n', ', '))
      stdout.write(file.subarray(-lastPacket))
      stderr.write(`${count(3)}0 packets dropped by kernel\n`)
      setImmediate(() => resolve({ exitCode: 0 }))
    },
  }
}

test('a capture ends with its last count: what comes after it is not in it', async () => {
  const access: Pick<Access, 'spawn'> = { spawn: async () => tcpdump() }
  const tap = { place: 'worker', device: 'net0' }
  const armed = await armTap(access as Access, tap, { filter: undefined, snapLengthBytes: 65_535 })
  const { packets, received, dropped } = await armed.stop()
  expect([packets.length, received, dropped]).toEqual([2, 2, 0])
})
