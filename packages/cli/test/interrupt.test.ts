import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startUnderlay, tempFolder, underlay } from './run-underlay.ts'

test.each([['inspect'], ['capture', 'node7:eth0']])(
  'Ctrl-C does not wait for an API server that does not answer: %s',
  async (...args) => {
    const server = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const kubeconfig = {
      'current-context': 'c',
      clusters: [{ name: 'c', cluster: { server: `https://127.0.0.1:${port}` } }],
      users: [{ name: 'u', user: { token: 'x' } }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    }
    const folder = tempFolder({ kubeconfig: [JSON.stringify(kubeconfig)] })
    const { child, ended } = startUnderlay(folder, [...args, '--kubeconfig', 'kubeconfig'])
    const [connection] = (await once(server, 'connection')) as [Socket]
    connection.on('error', () => {})
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 130, stderr: 'stopped\n' })
    // Without an interrupt it is waited for 30 s.
  },
  20_000,
)

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends the waiting for a document that is a pipe',
  async (signal) => {
    const folder = tempFolder({})
    const path = join(folder, 'f')
    execFileSync('mkfifo', [path])
    const { child, ended } = startUnderlay(folder, ['up', '--kind', 'f', '--dry-run'])
    // It can be opened without waiting once somebody reads.
    const writer = await vi.waitFor(() => openSync(path, constants.O_WRONLY | constants.O_NONBLOCK), 15_000)
    onTestFinished(() => closeSync(writer))
    child.kill(signal)
    expect(await ended).toMatchObject({ code: signal === 'SIGINT' ? 130 : 143, stderr: 'stopped\n' })
  },
  20_000,
)

test('a pipe in the place of a lab file is refused', async () => {
  const folder = tempFolder({})
  execFileSync('mkfifo', [join(folder, 'lab.ts')])
  expect(await underlay(folder, 'up', './lab.ts')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('lab.ts is no file'),
  })
}, 20_000)

test('what a command clears after Ctrl-C is not cut off, and what it leaves behind keeps nobody', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'interrupt-script.ts')])
  const ended = Promise.all([once(child, 'exit'), text(child.stderr)])
  await once(child.stderr, 'data')
  child.kill('SIGINT')
  const [[code], said] = await ended
  expect([code, said]).toEqual([130, expect.stringMatching(/cleared\nstopped\n$/)])
}, 20_000)
