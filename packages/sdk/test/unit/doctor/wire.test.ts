import { describe, expect, test } from 'vitest'
import { judgeMtu } from '../../../src/doctor/wire/mtu.ts'
import { judgeNat } from '../../../src/doctor/wire/nat.ts'
import { judgeTcp } from '../../../src/doctor/wire/tcp.ts'
import { judgeTcpdump } from '../../../src/doctor/wire/tcpdump.ts'
import { judgeTunnel } from '../../../src/doctor/wire/tunnel.ts'
import { runWireProbe } from '../../../src/doctor/wire/wire-probe.ts'
import { vxlanProbe } from '../../../src/doctor/wire/vxlan.ts'
import { fakeHost } from '../fake-host.ts'

// Recorded in labs on Linux 6.1 and 6.18, whole and broken on purpose.
const answered = `PING 198.51.100.2 (198.51.100.2) 56(84) bytes of data.
64 bytes from 198.51.100.2: icmp_seq=1 ttl=64 time=0.068 ms

--- 198.51.100.2 ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 4ms
`
const unanswered = answered.replace(/^64 .*\n/m, '').replace('1 received, 0%', '0 received, 100%')
const snmp = (echoes: number): string => `Ip: Forwarding DefaultTTL InReceives
Ip: 2 64 2
Icmp: InMsgs InErrors InCsumErrors InDestUnreachs InTimeExcds InParmProbs InSrcQuenchs InRedirects InEchos InEchoReps
Icmp: ${echoes} 0 0 0 0 0 0 0 ${echoes} 0
IcmpMsg: InType8 OutType0
`

const judge = (ping: string, counters: string) => judgeTunnel('IP-in-IP (protocol 4)', { ping, counters })

const refusing = (instruction: string, stderr: string) => {
  const { host } = fakeHost(() => ({ exitCode: 1, stderr }))
  const network = [[{ namespace: 'a', instructions: [instruction] }]]
  return runWireProbe({ ...host, kind: 'local' }, { ...vxlanProbe, network })
}

describe('tunnel', () => {
  test('an echo that the far end counted, and that was answered, came out', () => {
    expect(judge(answered, snmp(1))).toEqual({
      status: 'ok',
      detail: 'a packet in IP-in-IP (protocol 4) came out of the tunnel, and was answered (0.068 ms)',
    })
  })

  test('it tells the way there from the way back', () => {
    expect(judge(unanswered, snmp(0))).toMatchObject({
      status: 'problem',
      detail: expect.stringMatching(/never came out/),
    })
    expect(judge(unanswered, snmp(1))).toMatchObject({
      status: 'problem',
      detail: expect.stringMatching(/its answer did not/),
    })
  })

  test('an answer without an echo at the far end came another way', () => {
    expect(judge(answered, snmp(0)).status).toBe('problem')
    expect(judge(answered, '').status).toBe('problem')
  })
})

describe('mtu', () => {
  const fits = `PING 198.51.100.1 (198.51.100.1) 1372(1400) bytes of data.
1380 bytes from 198.51.100.1: icmp_seq=1 ttl=63 time=0.073 ms

--- 198.51.100.1 ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 0ms
`
  const tooLarge = `PING 198.51.100.1 (198.51.100.1) 1373(1401) bytes of data.
From 192.0.2.254 icmp_seq=1 Frag needed and DF set (mtu = 1400)

--- 198.51.100.1 ping statistics ---
2 packets transmitted, 0 received, +2 errors, 100% packet loss, time 15ms

ping: local error: message too long, mtu=1400
`

  test('the limit passes, one more is refused by the router and then by the sender', () => {
    expect(judgeMtu({ fits, tooLarge }).status).toBe('ok')
  })

  test.each([
    ['the limit is lower', { fits: fits.replace('1 received', '0 received, +1 errors'), tooLarge }, /was not answered/],
    ['ICMP is dropped', { fits, tooLarge: tooLarge.replace(/^From.*\n/m, '').replace(/^ping:.*\n/m, '') }, /vanished/],
    ['nobody refuses', { fits, tooLarge: tooLarge.replace('0 received, +2 errors', '2 received') }, /passed a cable/],
    [
      'the sender does not learn',
      { fits, tooLarge: tooLarge.replace(/^ping:.*\n/m, '') },
      /sent the next one all the same/,
    ],
    ['another MTU is told', { fits, tooLarge: tooLarge.replaceAll('1400', '1300') }, /vanished/],
  ])('a problem: %s', (_, said, detail) => {
    expect(judgeMtu(said)).toEqual({ status: 'problem', detail: expect.stringMatching(detail) })
  })
})

describe('tcp', () => {
  const there = { arrivedBytes: 262_144, said: '' }
  const gone = { arrivedBytes: 0, said: 'no answer from 198.51.100.1:48597 within 2 s' }

  test('a lab does without offload, so only that is a problem', () => {
    expect(judgeTcp({ offloaded: there, plain: there }).status).toBe('ok')
    expect(judgeTcp({ offloaded: gone, plain: there })).toMatchObject({
      status: 'warning',
      fix: expect.stringMatching(/tx off/),
    })
    expect(judgeTcp({ offloaded: there, plain: gone })).toMatchObject({
      status: 'problem',
      detail: expect.stringMatching(/no answer/),
    })
    expect(judgeTcp({ offloaded: gone, plain: gone }).status).toBe('problem')
  })
})

test('NAT: rules that the kernel takes and does not follow are a problem', () => {
  expect(judgeNat({ arrivedBytes: 1024, said: '' }).status).toBe('ok')
  const said = '203.0.113.1:59865: Network is unreachable'
  expect(judgeNat({ arrivedBytes: 0, said })).toEqual({ status: 'problem', detail: expect.stringContaining(said) })
})

test('tcpdump: an empty capture is a problem, with what tcpdump said', () => {
  expect(judgeTcpdump({ marked: 1, said: '' }).status).toBe('ok')
  const said = 'tcpdump: net0: That device is not up\n'
  expect(judgeTcpdump({ marked: 0, said })).toEqual({ status: 'problem', detail: expect.stringContaining('not up') })
})

describe('a probe on a host', () => {
  test('a device that the kernel does not make is not judged', async () => {
    expect(await refusing('ip link add tun0 type ipip', 'Error: Unknown device type.\n')).toEqual({
      status: 'skipped',
      detail: 'this kernel does not do ip link add tun0 type ipip: Error: Unknown device type.',
      fix: expect.stringContaining('UNDERLAY_HOST=microvm'),
    })
  })

  test('anything else that fails is a problem of the host', async () => {
    expect(await refusing('ip netns add a', 'ip: No such file or directory\n')).toMatchObject({
      status: 'problem',
      detail: 'ip netns add a: ip: No such file or directory',
      stops: ['local'],
    })
  })

  test('what is broken on one host has the other as its fix, and stops it', async () => {
    const { host } = fakeHost((argv) => ({ stdout: argv[0] === 'ping' ? unanswered : snmp(0) }))
    const judgement = await runWireProbe({ ...host, kind: 'local' }, vxlanProbe)
    expect(judgement).toMatchObject({ status: 'problem', stops: ['local'], fix: expect.stringContaining('microvm') })
  })
})
