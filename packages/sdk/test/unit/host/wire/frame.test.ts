import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeFrame, frameReader, type Frame } from '../../../../src/host/wire/frame.ts'
import { thrownBy } from '../../refusal.ts'

const frame = fc.record({
  type: fc.constantFrom('S', 'I', 'O', 'X', 'C', '\xff'),
  id: fc.nat(0xffffffff),
  payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
})

function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b)
  return [0, ...cuts].map((start, index) => bytes.subarray(start, cuts[index] ?? bytes.length))
}

test('the bytes are u32 length, u8 type, u32 id, payload', () => {
  expect(encodeFrame('S', 258, 'hi').toString('hex')).toBe('0000000753000001026869')
  expect(encodeFrame('E', 1).toString('hex')).toBe('000000054500000001')
})

test('text counts in bytes', () => {
  expect(encodeFrame('O', 1, '三').readUInt32BE(0)).toBe(8)
})

test('however the stream is cut, the frames come out as they went in', () => {
  fc.assert(
    fc.property(fc.array(frame), fc.array(fc.nat()), (frames, places) => {
      const bytes = Buffer.concat(frames.map(({ type, id, payload }) => encodeFrame(type, id, payload)))
      const out: Frame[] = []
      const read = frameReader((each) => out.push(each))
      for (const chunk of cutAt(bytes, places)) read(chunk)
      expect(out).toEqual(frames)
    }),
  )
})

test('a frame comes as soon as its last byte is there, and not before', () => {
  const out: Frame[] = []
  const read = frameReader((each) => out.push(each))
  const bytes = encodeFrame('O', 7, 'abc')
  read(bytes.subarray(0, -1))
  expect(out).toEqual([])
  read(bytes.subarray(-1))
  expect(out).toEqual([{ type: 'O', id: 7, payload: Buffer.from('abc') }])
})

test.for([0, 4, 64 * 1024 * 1024 + 1, 0xffffffff])('a length of %i is refused', (length) => {
  const bytes = encodeFrame('O', 1, 'abc')
  bytes.writeUInt32BE(length, 0)
  expect(() => frameReader(() => {})(bytes)).toThrow(RangeError)
})

test('whatever bytes come, nothing but RangeError is thrown', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), (chunks) => {
      const out: Frame[] = []
      const read = frameReader((each) => out.push(each))
      const problem = thrownBy(() => chunks.forEach((chunk) => read(Buffer.from(chunk))))
      expect(problem === undefined || problem instanceof RangeError).toBe(true)
      const given = chunks.reduce((sum, { length }) => sum + length, 0)
      const taken = out.reduce((sum, { payload }) => sum + 9 + payload.length, 0)
      expect(taken).toBeLessThanOrEqual(given)
    }),
  )
})
