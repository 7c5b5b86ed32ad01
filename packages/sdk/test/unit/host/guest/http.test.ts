import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parseResponse } from '../../../../src/traffic/http-get.ts'
import { tempFolder } from '../../temp-folder.ts'
import { firstLineOf, freePort, perl } from './perl.ts'

/** A responder with `file` below its root and `secret` beside it. */
async function responder(file: Uint8Array = Buffer.from('content')) {
  const folder = tempFolder()
  const root = join(folder, 'root')
  mkdirSync(join(root, 'folder'), { recursive: true })
  writeFileSync(join(root, 'file'), file)
  writeFileSync(join(root, 'empty'), '')
  writeFileSync(join(folder, 'secret'), 'secret')
  const port = await freePort()
  // Where it goes into the background its output is let go: so this returns.
  const started = await perl('http-responder.pl', [`tcp/${port}`, root, 'app-worker2'])
  expect(started).toMatchObject({ exitCode: 0, stderr: '' })
  return { port, root }
}

async function get(port: number, path: string, address = '127.0.0.1') {
  const { exitCode, stdout } = await perl('http-get.pl', [address, String(port), path, '5'])
  expect(exitCode).toBe(0)
  return parseResponse(stdout)
}

/** The answer to a request as it is written, in bytes. */
async function askForBytes(port: number, request: string) {
  const socket = connect(port, '127.0.0.1')
  socket.write(request)
  return Buffer.concat((await socket.toArray()) as Buffer[])
}

async function ask(port: number, request: string) {
  return parseResponse(await askForBytes(port, request))
}

test('/ says who answers and to whom', async () => {
  const { port } = await responder()
  const { status, text } = await get(port, '/')
  expect([status, text()]).toEqual([200, 'PodName: app-worker2 | PodIP: 127.0.0.1 | Client: 127.0.0.1\n'])
})

test('the same by IPv6', async () => {
  const { port } = await responder()
  const { status, text } = await get(port, '/', '::1')
  expect([status, text()]).toEqual([200, 'PodName: app-worker2 | PodIP: ::1 | Client: ::1\n'])
})

test('an IPv6 address stands in brackets in the head and in what is said', async () => {
  const heads: string[] = []
  const server = createServer((socket) => {
    socket.once('data', (head) => socket.end(`HTTP/1.1 200 OK\r\n\r\n${heads.push(String(head))}`))
  })
  await new Promise<void>((resolve) => void server.listen(0, '::1', resolve))
  const { port } = server.address() as AddressInfo
  await get(port, '/', '::1')
  expect(heads[0]).toContain(`Host: [::1]:${port}\r\n`)
  await new Promise((resolve) => void server.close(resolve))
  const { exitCode, stderr } = await perl('http-get.pl', ['::1', String(port), '/', '5'])
  expect([exitCode, stderr]).toEqual([7, `[::1]:${port}: Connection refused\n`])
})

test.for(['127.0.0.1', '::1'])('what is served once is fetched by %s', async (address) => {
  const { text } = await get(Number(await firstLineOf('serve-once.pl', ['5'], 'content')), '/', address)
  expect(text()).toBe('content')
})

test('a file arrives whole, byte by byte', async () => {
  const bytes = randomBytes(300_000)
  const { port } = await responder(bytes)
  const { status, headers, body } = await get(port, '/file')
  expect([status, headers['content-length']]).toEqual([200, '300000'])
  expect(bytes.equals(body)).toBe(true)
})

test('an empty file is an answer', async () => {
  const { port } = await responder()
  const { status, headers, body } = await get(port, '/empty')
  expect([status, headers['content-length'], body.length]).toEqual([200, '0', 0])
})

test.for(['/nothing', '/folder', '/../secret', '/folder/../../secret'])('%s is not found', async (path) => {
  const { port } = await responder()
  const { status, text } = await get(port, path)
  expect([status, text()]).toEqual([404, 'not found\n'])
})

test('HEAD has the head of GET, and no body', async () => {
  const { port } = await responder()
  const answer = await askForBytes(port, 'HEAD /file HTTP/1.1\r\n\r\n')
  expect(String(answer)).toBe('HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\n')
})

test.for(['POST /file HTTP/1.1\r\n\r\n', 'nonsense\r\n\r\n', '\r\n\r\n'])('%j is a bad request', async (request) => {
  const { port } = await responder()
  const { status } = await ask(port, request)
  expect(status).toBe(400)
})

test('many ask at once, and one that says nothing holds up none', async () => {
  const { port } = await responder()
  const silent = connect(port, '127.0.0.1')
  onTestFinished(() => void silent.destroy())
  const asked = Array.from({ length: 20 }, () => ask(port, 'GET /file HTTP/1.1\r\n\r\n'))
  const answers = await Promise.all(asked)
  expect(answers.map(({ status, text }) => `${status} ${text()}`)).toEqual(asked.map(() => '200 content'))
})

test('a port that is taken is left to whoever answers there; the others are served', async () => {
  const { port, root } = await responder()
  const other = await freePort()
  const ports = `tcp/${port},tcp/${other}`
  expect(await perl('http-responder.pl', [ports, root, 'another'])).toMatchObject({ exitCode: 0, stderr: '' })
  expect((await get(port, '/')).text()).toContain('PodName: app-worker2')
  expect((await get(other, '/')).text()).toContain('PodName: another')
})

test('a datagram is answered by who it is', async () => {
  const port = await freePort()
  const root = join(tempFolder(), 'root')
  expect((await perl('http-responder.pl', [`udp/${port}`, root, 'app-worker2'])).exitCode).toBe(0)
  const socket = createSocket('udp4')
  onTestFinished(() => void socket.close())
  const answer = once(socket, 'message')
  socket.send('who?', port, '127.0.0.1')
  expect(String((await answer)[0])).toBe('PodName: app-worker2 | PodIP: 127.0.0.1 | Client: 127.0.0.1\n')
})

test('nobody listens: exit code 7, as curl has it', async () => {
  const port = await freePort()
  const { exitCode, stderr } = await perl('http-get.pl', ['127.0.0.1', String(port), '/', '5'])
  expect([exitCode, stderr]).toEqual([7, `127.0.0.1:${port}: Connection refused\n`])
})

test('no answer in time: exit code 28, as curl has it', async () => {
  const silent = createServer()
  await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void silent.close())
  const { port } = silent.address() as AddressInfo
  const { exitCode, stderr } = await perl('http-get.pl', ['127.0.0.1', String(port), '/', '1'])
  expect([exitCode, stderr]).toEqual([28, `no answer from 127.0.0.1:${port} within 1 s\n`])
})

test('a connection that breaks off: exit code 56, as curl has it', async () => {
  const breaking = createServer((socket) => {
    socket.on('error', () => {})
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', () =>
      setTimeout(() => socket.resetAndDestroy(), 50),
    )
  })
  await new Promise<void>((resolve) => void breaking.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void breaking.close())
  const { port } = breaking.address() as AddressInfo
  const { exitCode, stderr } = await perl('http-get.pl', ['127.0.0.1', String(port), '/', '5'])
  expect([exitCode, stderr]).toEqual([56, `127.0.0.1:${port}: Connection reset by peer\n`])
})
