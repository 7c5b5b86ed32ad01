import { expect, test } from 'vitest'
import { CommandError, LabError } from '../../../src/errors.ts'
import { ping, type PingOptions } from '../../../src/traffic/ping.ts'
import { rejection } from '../refusal.ts'
import { fakeEndpoint } from './endpoint.ts'

const stdout = `PATTERN: 0x00
40 bytes from 10.98.193.193: icmp_seq=1 ttl=62 time=0.512 ms

1 packets transmitted, 1 received, 0% packet loss, time 0ms`

const noRoom = 'a payload below 32 bytes has no room for the mark\n  fix: sizeBytes: 32'

test.for<[PingOptions, string]>([
  [{ sizeBytes: 31 }, `sizeBytes 31: ${noRoom}`],
  [{ sizeBytes: -1 }, `sizeBytes -1: ${noRoom}`],
  [{ sizeBytes: 32.5 }, 'sizeBytes 32.5 cannot be used by ping\n  fix: a whole number from 32 to 65507'],
  [{ sizeBytes: 65_508 }, 'sizeBytes 65508 cannot'],
  [{ count: 0 }, 'count 0 cannot be used by ping\n  fix: a whole number from 1'],
  [{ count: 1.5 }, 'count 1.5 cannot'],
  [{ count: NaN }, 'count NaN cannot'],
  [{ ttl: 0 }, 'ttl 0 cannot be used by ping\n  fix: a whole number from 1 to 255'],
  [{ ttl: 256 }, 'ttl 256 cannot'],
])('%j is refused, and nothing is sent', async ([options, message]) => {
  const { endpoint, spawned } = fakeEndpoint(() => ({ stdout }))
  const error = await rejection(ping(endpoint, endpoint, options), LabError)
  expect(error.message).toContain(message)
  expect(spawned).toEqual([])
})

test.for<[PingOptions, string]>([
  [{}, '-4 10.98.81.4'],
  [{ family: 4 }, '-4 10.98.81.4'],
  [{ family: 6 }, '-6 fd00:10:98::4'],
])('with %j an endpoint of both families is pinged by %s', async ([options, expected]) => {
  const { endpoint, spawned } = fakeEndpoint(() => ({ stdout }))
  await ping(endpoint, endpoint, options)
  expect([spawned[0]?.argv[1], spawned[0]?.argv.at(-1)].join(' ')).toBe(expected)
})

test('an IPv6 address is pinged as one', async () => {
  const { endpoint, spawned } = fakeEndpoint(() => ({ stdout }))
  await ping(endpoint, 'fd00:10:98::5', { dontFragment: true })
  expect(spawned[0]?.argv.join(' ')).toMatch(/^ping -6 .* -M do -- fd00:10:98::5$/)
})

test.for<[string, PingOptions, string]>([
  ['10.98.81.4', { family: 6 }, '10.98.81.4 has no IPv6 address'],
  ['fd00::1', { family: 4 }, 'fd00::1 has no IPv4 address'],
  ['worker', {}, '"worker" is no address'],
  ['fe80::1%eth0', {}, '"fe80::1%eth0" is no address'],
])('%s with %j cannot be pinged', async ([to, options, message]) => {
  const { endpoint, spawned } = fakeEndpoint(() => ({ stdout }))
  const error = await rejection(ping(endpoint, to, options), LabError)
  expect(error.message).toContain(message)
  expect(spawned).toEqual([])
})

test.for([
  { sizeBytes: 32, count: 1, ttl: 1 },
  { sizeBytes: 65_507, count: 1, ttl: 255 },
])('%j is sent, with the mark', async (options) => {
  const { endpoint, spawned } = fakeEndpoint(() => ({ stdout }))
  const { mark, ...result } = await ping(endpoint, '10.98.193.193', options)
  expect(result).toMatchObject({ transmitted: 1, received: 1, ttl: 62, rttMs: [0.512] })
  const argv = spawned[0]?.argv.join(' ')
  expect(argv).toContain(`-s ${options.sizeBytes} -p ${Buffer.from(mark).toString('hex')} -t ${options.ttl} --`)
})

test("what was said instead of an answer: by a router, and by the sender's own kernel, each once", async () => {
  const said = [
    'PING 10.98.193.193 (10.98.193.193) 1422(1450) bytes of data.',
    'From 172.18.0.2 icmp_seq=1 Frag needed and DF set (mtu = 1400)',
    'From 172.18.0.2 icmp_seq=2 Frag needed and DF set (mtu = 1400)',
    'From fd00::1: icmp_seq=3 Packet too big: mtu=1400',
    '',
    '--- 10.98.193.193 ping statistics ---',
    '4 packets transmitted, 0 received, +3 errors, 100% packet loss, time 0ms',
  ].join('\n')
  const stderr = 'ping: local error: message too long, mtu=1400\n'
  const { endpoint } = fakeEndpoint(() => ({ stdout: said, stderr, exitCode: 1 }))
  const { errors } = await ping(endpoint, '10.98.193.193')
  expect(errors).toEqual([
    { from: '172.18.0.2', text: 'Frag needed and DF set (mtu = 1400)' },
    { from: 'fd00::1', text: 'Packet too big: mtu=1400' },
    { from: endpoint.place, text: 'message too long, mtu=1400' },
  ])
})

test.for([
  ['10.98.193.193', 'Network is unreachable'],
  ['fd00:10:98::5', 'Network is unreachable'],
  ['fd00:10:98::5', 'Cannot assign requested address'],
] as const)('what the own kernel refuses before ping counts anything is lost: %s, %s', async ([to, text]) => {
  const { endpoint } = fakeEndpoint(() => ({ stderr: `ping: connect: ${text}\n`, exitCode: 2 }))
  const { mark, ...result } = await ping(endpoint, to, { count: 2 })
  expect(mark).toHaveLength(16)
  const errors = [{ from: endpoint.place, text }]
  expect(result).toEqual({ from: endpoint.place, to, transmitted: 2, received: 0, ttl: undefined, rttMs: [], errors })
})

test.for([
  ['ping: socket: Operation not permitted\n', 2],
  ['ping: connect: Network is unreachable\n', 137],
  ['', 2],
] as const)('a ping that cannot be run is no loss: %j, %i', async ([stderr, exitCode]) => {
  const { endpoint } = fakeEndpoint(() => ({ stderr, exitCode }))
  await expect(ping(endpoint, '10.98.193.193')).rejects.toThrow(CommandError)
})
