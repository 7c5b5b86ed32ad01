import { expect, test } from 'vitest'
import { CommandError, LabError } from '../../../src/errors.ts'
import { transfer } from '../../../src/traffic/http-get.ts'
import { rejection } from '../refusal.ts'
import { fakeEndpoint } from './endpoint.ts'

const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nelse'
const ok = ([program = '']: readonly string[]) => ({ stdout: program.includes('serve-once') ? '40123\n' : answer })

test('the bytes are offered on the port that the server says, and another body is not intact', async () => {
  const { endpoint, spawned } = fakeEndpoint(ok)
  const result = await transfer({ server: endpoint, client: endpoint }, { sizeBytes: 100 })
  expect(result).toMatchObject({ sizeBytes: 4, intact: false })
  const [server, client] = spawned
  expect(server?.argv[0]).toBe('/underlay/serve-once.pl')
  expect(client?.argv.slice(0, 4)).toEqual(['/underlay/http-get.pl', '10.98.81.4', '40123', '/'])
})

test('by IPv6 when that is asked', async () => {
  const { endpoint, spawned } = fakeEndpoint(ok)
  await transfer({ server: endpoint, client: endpoint }, { sizeBytes: 100, family: 6 })
  expect(spawned[1]?.argv.slice(1, 4)).toEqual(['fd00:10:98::4', '40123', '/'])
})

test('the server is ended also when nobody answers', async () => {
  const { endpoint, spawned } = fakeEndpoint((argv) =>
    argv[0]?.includes('serve-once') ? ok(argv) : { exitCode: 7, stderr: 'refused' },
  )
  await rejection(transfer({ server: endpoint, client: endpoint }), CommandError)
  expect(spawned[0]?.signals).toEqual(['SIGKILL'])
})

test('a server that does not start is named with what it said', async () => {
  const { endpoint } = fakeEndpoint(() => ({ exitCode: 1, stderr: 'bind: Permission denied' }))
  const { message, where } = await rejection(transfer({ server: endpoint, client: endpoint }), CommandError)
  expect([where, message]).toEqual(['pod/app', expect.stringContaining('bind: Permission denied')])
})

test.for([-1, 1.5, NaN, Infinity, 32 * 1024 * 1024 + 1])(
  '%d bytes are refused before anything is sent',
  async (sizeBytes) => {
    const { endpoint, spawned } = fakeEndpoint(ok)
    const transferred = transfer({ server: endpoint, client: endpoint }, { sizeBytes })
    const { message, fix } = await rejection(transferred, LabError)
    expect(message).toContain(`${sizeBytes} bytes cannot be transferred`)
    expect(fix).toBe('a whole sizeBytes from 0 to 33554432')
    expect(spawned).toEqual([])
  },
)

test.for([0, 32 * 1024 * 1024])('%d bytes are not refused', async (sizeBytes) => {
  const { endpoint, sent } = fakeEndpoint(ok)
  await transfer({ server: endpoint, client: endpoint }, { sizeBytes })
  expect(sent[0]).toBe(sizeBytes)
})
