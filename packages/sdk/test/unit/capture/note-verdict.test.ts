import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCapture, spareBytes, writePcapng } from '@underlay/packet'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startComment } from '../../../src/capture/capture-head.ts'
import { noteVerdict } from '../../../src/capture/note-verdict.ts'

const startedAt = '2026-11-25T23:00:00.000Z'
const pass = (summary: string) => ({ outcome: 'pass' as const, summary })
let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'underlay-note-'))
  file = join(folder, 'cross.pcapng')
  write(spareBytes)
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(room: number, packetBytes = 60): void {
  const packets = [1n, 2n].map((timestampNs) => ({ interfaceId: 0, timestampNs, bytes: new Uint8Array(packetBytes) }))
  const comments = ['underlay lab=x', startComment(startedAt)]
  writeFileSync(
    file,
    writePcapng({ comments, spareBytes: room, interfaces: [{ name: 'a:net0', linkType: 1 }], packets }),
  )
}

const verdicts = () => readCapture(readFileSync(file)).comments?.slice(2)

test('a verdict is a comment of the file; the same one is told once', () => {
  const before = statSync(file)
  for (const summary of ['a:net0  ipip', 'b:net0  none', 'a:net0  ipip'])
    noteVerdict({ file, startedAt }, pass(summary))
  expect(verdicts()).toEqual(['PASS: a:net0  ipip', 'PASS: b:net0  none'])
  // Written over the head, whatever stands behind it.
  expect([statSync(file).ino, statSync(file).size]).toEqual([before.ino, before.size])
})

test('a failure also marks the packet that shows it', () => {
  noteVerdict({ file, startedAt }, { outcome: 'fail', summary: 'saw ipip' }, [2])
  noteVerdict({ file, startedAt }, pass('later'))
  expect(verdicts()).toEqual(['FAIL: saw ipip', 'PASS: later'])
  expect(readCapture(readFileSync(file)).packets.map(({ comments }) => comments)).toEqual([
    undefined,
    ['FAIL: saw ipip'],
  ])
  expect(readdirSync(folder)).toEqual(['cross.pcapng'])
})

test('more verdicts than there is room for make the head longer', () => {
  for (let count = 0; count < 120; count++) noteVerdict({ file, startedAt }, pass(`${count} ${'x'.repeat(100)}`))
  expect(verdicts()).toHaveLength(120)
  expect(readCapture(readFileSync(file)).packets).toHaveLength(2)
})

test('a file of megabytes is written anew only when it must be, one of 17 MiB never', () => {
  const packets = Array.from({ length: 80 }, () => ({
    interfaceId: 0,
    timestampNs: 1n,
    bytes: new Uint8Array(220_000),
  }))
  const comments = [startComment(startedAt)]
  const content = { comments, spareBytes: 64, interfaces: [{ name: 'a:net0', linkType: 1 }], packets }
  writeFileSync(file, writePcapng(content))
  const { size } = statSync(file)
  expect(size).toBeGreaterThan(16 * 1024 * 1024)
  const start = performance.now()
  noteVerdict({ file, startedAt }, { outcome: 'fail', summary: 'short' }, [3])
  noteVerdict({ file, startedAt }, pass('x'.repeat(100)))
  expect(performance.now() - start).toBeLessThan(100)
  expect(statSync(file).size).toBe(size)
  expect(readCapture(readFileSync(file)).comments).toEqual([startComment(startedAt), 'FAIL: short'])
})

test('another capture of that name is left alone', () => {
  noteVerdict({ file, startedAt: '2026-11-25T23:00:01.000Z' }, pass('of yesterday'), [1])
  noteVerdict({ file, startedAt: '2026-11-25T23:00:01.000Z' }, pass('of yesterday'))
  expect(verdicts()).toEqual([])
})

test('a file that is gone, none, or not to be written breaks no assertion', () => {
  noteVerdict({ file: join(folder, 'gone.pcapng'), startedAt }, pass('x'))
  chmodSync(file, 0o400)
  noteVerdict({ file, startedAt }, pass('x'))
  writeFileSync(join(folder, 'text'), 'no capture at all')
  noteVerdict({ file: join(folder, 'text'), startedAt }, pass('x'), [1])
  expect(readFileSync(join(folder, 'text'), 'utf8')).toBe('no capture at all')
  noteVerdict({ file: folder, startedAt }, pass('x'))
})
