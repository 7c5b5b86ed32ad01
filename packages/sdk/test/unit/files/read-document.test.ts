import { execFileSync, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadManifest } from '../../../src/cni/manifest/load-manifest.ts'
import { LabError } from '../../../src/errors.ts'
import { readDocument } from '../../../src/files/read-document.ts'
import { readPlainFile } from '../../../src/files/read-plain-file.ts'
import { readLabDocuments } from '../../../src/index.ts'
import { openKubernetes } from '../../../src/kubernetes/open.ts'
import { readKept } from '../../../src/report/kept-capture.ts'
import { writeKubeconfig } from '../kubernetes/fake-api.ts'
import { rejection } from '../refusal.ts'
import { tempFolder } from '../temp-folder.ts'

function fifo(): string {
  const path = join(tempFolder(), 'f')
  execFileSync('mkfifo', [path])
  return path
}

/** A pipe into which a program writes a text, and then ends. */
function written(text: string): string {
  const path = fifo()
  const writer = spawn('sh', ['-c', 'cat > "$1"', 'sh', path], { stdio: ['pipe', 'ignore', 'ignore'] })
  onTestFinished(() => void writer.kill())
  writer.stdin.end(text)
  return path
}

test('a pipe is read to its end, as a file is', async () => {
  const text = 'a: 1\n'.repeat(100_000)
  const file = join(tempFolder(), 'a.yaml')
  writeFileSync(file, text)
  expect([await readDocument(file), await readDocument(written(text))]).toEqual([text, text])
  expect(await readDocument('/dev/null')).toBe('')
})

test('more than any parser takes is not read', async () => {
  const most = 4 * 1024 * 1024 + 1
  expect((await readDocument('/dev/zero')).length).toBe(most)
  expect((await readDocument(written('x'.repeat(most + 100_000)))).length).toBeGreaterThanOrEqual(most)
})

test.for<[string, (path: string, signal: AbortSignal) => Promise<unknown>]>([
  ['a document', (path, signal) => readDocument(path, { signal })],
  ['a kind config', (path, signal) => readLabDocuments({ kind: path }, { signal })],
  ["a CNI's manifest", (path, signal) => loadManifest('calico', { manifest: path, signal })],
])('a pipe that nobody writes into is waited for until the signal: %s', async ([, read]) => {
  const ending = new AbortController()
  const reading = read(fifo(), ending.signal)
  setTimeout(() => ending.abort('SIGINT'), 100)
  await expect(reading).rejects.toBe('SIGINT')
})

test('a kubeconfig may come by a pipe', async () => {
  const text = execFileSync('cat', [writeKubeconfig('http://127.0.0.1:1')]).toString()
  expect((await openKubernetes({ kubeconfig: written(text) })).context).toBe('fake')
})

test('what is no file is told: a folder as a document, a pipe as a capture or a record', async () => {
  expect((await rejection(readDocument(tempFolder()), LabError)).message).toMatch(/cannot be read: it is a folder/)
  await expect(readPlainFile(fifo())).rejects.toThrow('it is no file')
  const kept = { name: 'f', path: fifo(), sizeBytes: 0, startedAt: undefined }
  expect(await readKept(kept)).toMatchObject({ reason: 'it is no file' })
})
