import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { EngineError } from '../../../../src/errors.ts'
import { openExchange } from '../../../../src/host/wire/exchange.ts'

/** An exchange whose losses are told in words of the test; `lost` are the errors that a conversation got. */
function exchange() {
  const readable = new PassThrough()
  const whys: string[] = []
  const stream = { readable, writable: new PassThrough(), hold: () => {}, destroy: () => void readable.destroy() }
  const opened = openExchange(stream, 'its end', (why) => {
    whys.push(why)
    return new EngineError(`lost: ${why}`, `fix ${whys.length}`)
  })
  const lost: Error[] = []
  const begin = (): number =>
    opened.begin(
      'S',
      '',
      () => false,
      (error) => lost.push(error),
    )
  return { opened, readable, whys, lost, begin }
}

test('a loss is told by the error of whoever opened it, to every conversation, and to later ones', async () => {
  const { opened, readable, whys, lost, begin } = exchange()
  begin()
  begin()
  readable.destroy()
  await opened.closed()
  begin()
  expect(whys).toEqual(['its end ended'])
  expect(lost).toEqual([opened.lost, opened.lost, opened.lost])
  expect(opened.lost).toMatchObject({ message: 'lost: its end ended\n  fix: fix 1', fix: 'fix 1' })
})

test('nonsense is a loss: the end after it makes no second one', async () => {
  const { opened, readable, whys, begin, lost } = exchange()
  begin()
  readable.write(Buffer.alloc(9, 0xff))
  await opened.closed()
  expect(whys).toEqual([expect.stringMatching(/^its end sent a frame of 4294967295/)])
  expect(lost).toEqual([opened.lost])
})

test('nothing is lost before it is', () => {
  const { opened, whys } = exchange()
  expect([opened.lost, whys]).toEqual([undefined, []])
})
