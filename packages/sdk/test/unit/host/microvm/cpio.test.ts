import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import type { RootEntry } from '../../../../src/host/guest-root/entry.ts'
import { packCpio } from '../../../../src/host/microvm/cpio.ts'

interface Unpacked {
  readonly name: string
  readonly mode: number
  readonly inode: number
  readonly content: Buffer
}

const up4 = (length: number): number => Math.ceil(length / 4) * 4

/** Reads the "newc" form as buffer-format.html has it: 110 characters of head, name and content each padded to 4. */
function unpack(archive: Buffer): Unpacked[] {
  const entries: Unpacked[] = []
  for (let at = 0; at < archive.length;) {
    expect(archive.toString('latin1', at, at + 6)).toBe('070701')
    const number = (index: number): number => {
      const text = archive.toString('latin1', at + 6 + 8 * index, at + 14 + 8 * index)
      expect(text).toMatch(/^[0-9a-f]{8}$/)
      return parseInt(text, 16)
    }
    const [size, nameSize] = [number(6), number(11)]
    const body = at + up4(110 + nameSize)
    const name = archive.toString('utf8', at + 110, at + 110 + nameSize)
    expect(name.at(-1)).toBe('\0')
    entries.push({
      name: name.slice(0, -1),
      mode: number(1),
      inode: number(0),
      content: archive.subarray(body, body + size),
    })
    at = body + up4(size)
  }
  return entries
}

test('folders, links and files come back with their modes', () => {
  const entries: RootEntry[] = [
    { path: '/usr', folder: true },
    { path: '/usr/bin', folder: true },
    { path: '/bin', link: 'usr/bin' },
    { path: '/usr/bin/ip', content: Buffer.from('\x7fELF'), executable: true },
    { path: '/etc/passwd', content: Buffer.from('root'), executable: false },
  ]
  const unpacked = unpack(packCpio(entries)).map(({ name, mode, content }) => [name, mode.toString(8), `${content}`])
  expect(unpacked).toEqual([
    ['usr', '40755', ''],
    ['usr/bin', '40755', ''],
    ['bin', '120777', 'usr/bin'],
    ['usr/bin/ip', '100755', '\x7fELF'],
    ['etc/passwd', '100644', 'root'],
    ['TRAILER!!!', '100644', ''],
  ])
})

test('names and contents of any length keep their place, and each file has an inode of its own', () => {
  const file = fc.record({
    path: fc.string({ minLength: 1, maxLength: 12 }).map((name) => `/${name.replaceAll('\0', '-')}`),
    content: fc.uint8Array({ maxLength: 9 }),
    executable: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(file, { maxLength: 8 }), (files) => {
      const archive = packCpio(files)
      expect(archive.length % 4).toBe(0)
      const unpacked = unpack(archive)
      expect(unpacked.slice(0, -1).map(({ name, content }) => [`/${name}`, [...content]])).toEqual(
        files.map(({ path, content }) => [path, [...content]]),
      )
      expect(new Set(unpacked.map(({ inode }) => inode)).size).toBe(unpacked.length)
    }),
  )
})

test('a view of a larger buffer is packed as what it shows', () => {
  const whole = Buffer.from('0123456789')
  const [entry] = unpack(packCpio([{ path: '/a', content: whole.subarray(3, 6), executable: false }]))
  expect(`${entry?.content}`).toBe('345')
})
