import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { EngineError } from '../../../../src/errors.ts'
import { openMonitor } from '../../../../src/host/microvm/monitor.ts'

/** A stream whose other end is the test. */
function wire(): { stream: Duplex; sent: string[]; say: (text: string) => void } {
  const sent: string[] = []
  const stream = new Duplex({
    read: () => {},
    write: (chunk: Buffer, _, done) => {
      sent.push(chunk.toString())
      done()
    },
  })
  return { stream, sent, say: (text) => void stream.push(text) }
}

test('commands are answered in their order, through events and lines that come in pieces', async () => {
  const { stream, sent, say } = wire()
  const monitor = openMonitor(stream)
  const [first, second] = [monitor.execute('stop'), monitor.execute('migrate', { uri: 'x' })]
  const over = monitor.event('MIGRATION', ({ status }) => status === 'completed')
  say('{"QMP": {}}\r\n{"return": {}}\r\n{"event": "STOP"}\r\n{"ret')
  say('urn": {}}\r\n{"event": "MIGRATION", "data": {"status": "setup"}}\r\n')
  say('{"error": {"class": "GenericError", "desc": "no such place"}}\r\n')
  await expect(first).resolves.toBeUndefined()
  await expect(second).rejects.toThrow(new EngineError('QEMU says to migrate: no such place'))
  say('{"event": "MIGRATION", "data": {"status": "completed"}}\r\n')
  expect(await over).toEqual({ status: 'completed' })
  expect(sent.map((line) => JSON.parse(line).execute)).toEqual(['qmp_capabilities', 'stop', 'migrate'])
})

test('when QEMU ends, what was asked and awaited is told so', async () => {
  const { stream } = wire()
  const monitor = openMonitor(stream)
  const asked = monitor.execute('migrate')
  const awaited = monitor.event('RESUME', () => true)
  stream.destroy()
  await expect(asked).rejects.toThrow('QEMU ended at migrate')
  await expect(awaited).rejects.toThrow('QEMU ended before RESUME')
})
