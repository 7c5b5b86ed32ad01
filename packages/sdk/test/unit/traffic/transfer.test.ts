import { expect, test } from 'vitest'
import { CommandError, LabError } from '../../../src/errors.ts'
import { transfer } from '../../../src/traffic/http-get.ts'
import { rejection } from '../refusal.ts'
import { fakeEndpoint } from './endpoint.ts'

const ok = () => ({ stdout: 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nelse' })

test('the file is emptied afterwards, and another body is not intact', async () => {
  const { endpoint, spawned, written } = fakeEndpoint(ok)
  const result = await transfer({ server: endpoint, client: endpoint }, { sizeBytes: 100 })
  expect(result).toMatchObject({ sizeBytes: 4, intact: false })
  const path = `/srv${spawned[0]?.argv[3]}`
  expect(written).toEqual([
    { path, bytes: 100 },
    { path, bytes: 0 },
  ])
})

test('the file is emptied also when nobody answers', async () => {
  const { endpoint, written } = fakeEndpoint(() => ({ exitCode: 7, stderr: 'refused' }))
  await rejection(transfer({ server: endpoint, client: endpoint }), CommandError)
  expect(written.map(({ bytes }) => bytes)).toEqual([1024 * 1024, 0])
})

test.for([-1, 1.5, NaN, Infinity, 32 * 1024 * 1024 + 1])(
  '%d bytes are refused before anything is sent',
  async (sizeBytes) => {
    const { endpoint, written } = fakeEndpoint(ok)
    const transferred = transfer({ server: endpoint, client: endpoint }, { sizeBytes })
    const { message, fix } = await rejection(transferred, LabError)
    expect(message).toContain(`${sizeBytes} bytes cannot be transferred`)
    expect(fix).toBe('a whole sizeBytes from 0 to 33554432')
    expect(written).toEqual([])
  },
)

test.for([0, 32 * 1024 * 1024])('%d bytes are not refused', async (sizeBytes) => {
  const { endpoint, written } = fakeEndpoint(ok)
  await transfer({ server: endpoint, client: endpoint }, { sizeBytes })
  expect(written[0]?.bytes).toBe(sizeBytes)
})
