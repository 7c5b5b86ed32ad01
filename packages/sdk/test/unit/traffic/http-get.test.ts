import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { LabError } from '../../../src/errors.ts'
import { httpGet, parseResponse } from '../../../src/traffic/http-get.ts'
import { rejection, thrownBy } from '../refusal.ts'
import { fakeEndpoint } from './endpoint.ts'

test.for<[string, string[]]>([
  ['http://10.1.5.10:32000/a?b=c', ['10.1.5.10', '32000', '/a?b=c']],
  ['http://[fd00:10:1:5::10]/', ['fd00:10:1:5::10', '80', '/']],
  ['http://[FD00:10:1:5:0::10]:32000/', ['fd00:10:1:5::10', '32000', '/']],
])('%s is fetched with its address', async ([url, argv]) => {
  const { endpoint, spawned } = fakeEndpoint(() => ({ stdout: 'HTTP/1.1 204 No Content\r\n\r\n' }))
  await httpGet(endpoint, url)
  expect(spawned[0]?.argv).toEqual(['/underlay/http-get.pl', ...argv, '5'])
})

test.for(['http://worker/', 'https://10.1.5.10/', 'http://fd00::1/', 'http://[fe80::1%25eth0]/', '10.1.5.10', ''])(
  '%s cannot be fetched',
  async (url) => {
    const { endpoint, spawned } = fakeEndpoint(() => ({}))
    const { message } = await rejection(httpGet(endpoint, url), LabError)
    expect(message).toContain(`${JSON.stringify(url)} cannot be fetched`)
    expect(spawned).toEqual([])
  },
)

test('status, headers by their name in lower case, and the body', () => {
  const { status, headers, text } = parseResponse(
    Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-At: 10.1.5.10:80\r\n\r\nhello'),
  )
  expect(status).toBe(200)
  expect(headers).toEqual({ 'content-length': '5', 'x-at': '10.1.5.10:80' })
  expect(text()).toBe('hello')
})

test('the body stays bytes, whatever is in it, also in a view of a larger buffer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
      const answer = Buffer.concat([Buffer.from('--HTTP/1.0 404 Not Found\r\nA: b\r\n\r\n'), body]).subarray(2)
      const parsed = parseResponse(answer)
      expect(parsed.status).toBe(404)
      expect([...parsed.body]).toEqual([...body])
    }),
  )
})

test('an answer without headers', () => {
  expect(parseResponse(Buffer.from('HTTP/1.1 204 No Content\r\n\r\n'))).toMatchObject({ status: 204, headers: {} })
})

test.for(['', 'HTTP/1.1 200 OK\r\nContent-', 'SSH-2.0-OpenSSH_9.2\r\n\r\n', 'HTTP/2 200\r\n\r\n', '\r\n\r\n'])(
  '%j is no answer',
  (text) => {
    expect(() => parseResponse(Buffer.from(text))).toThrow(new LabError('the answer is no HTTP response'))
  },
)

test.for<[string, string, string]>([
  ['5', 'hell', 'the answer was cut short: 4 of 5 bytes of its body arrived'],
  ['1', '', 'the answer was cut short: 0 of 1 bytes of its body arrived'],
])('a Content-Length of %s with the body %j is refused', ([length, body, message]) => {
  const answer = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n${body}`)
  expect(() => parseResponse(answer)).toThrow(new LabError(message))
})

test('whatever comes, nothing but LabError is thrown', () => {
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.string().map((text) => Buffer.from(`HTTP/1.1 200 OK\r\n${text}\r\n\r\n`)),
  )
  fc.assert(
    fc.property(bytes, (answer) => {
      const problem = thrownBy(() => parseResponse(answer))
      expect(problem === undefined || problem instanceof LabError).toBe(true)
    }),
  )
})
