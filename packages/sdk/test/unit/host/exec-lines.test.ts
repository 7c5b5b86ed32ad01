import { expect, test } from 'vitest'
import { CommandError } from '../../../src/errors.ts'
import { isPlainIp, runExecLines, type ExecNode } from '../../../src/host/exec-lines.ts'
import type { Host } from '../../../src/host/host.ts'
import { fakeHost, type FakeAnswer } from '../fake-host.ts'
import { rejection } from '../refusal.ts'

const lines = (...texts: readonly string[]): ExecNode['lines'] =>
  texts.map((text, index) => ({ argv: text.split(' '), at: `clab.yaml:${index + 1}:5` }))

/** A host that keeps each request as it is sent. */
function sentTo(answer: (argv: readonly string[]) => FakeAnswer = () => ({})) {
  const sent: string[] = []
  const { host } = fakeHost(answer)
  const spawn: Host['spawn'] = (namespace, argv, options) => {
    sent.push([...argv.slice(argv[0] === '/underlay/exec-line.pl' ? 1 : 0), options?.stdin ?? ''].join(' ').trim())
    return host.spawn(namespace, ['request', ...argv], options)
  }
  return { host: { ...host, spawn }, sent }
}

test.for([
  ['ip addr add 10.1.5.10/24 dev net0', true],
  ['ip -6 route add default via fd00::1', true],
  ['ip l set net0 up', true],
  ['ip netns add x', false],
  ['ip link set net0 netns gw0', false],
  ['ip -batch /etc/x', false],
  ['ip -n gw0 link', false],
  ['ip monitor', false],
  ['ip vrf exec red ping', false],
  ['ip', false],
  ['ip link set net0 alias "a', false],
  ['ip link set net0 up # x', false],
  ['sh -c ip', false],
] as const)('%s: plain is %s', ([text, plain]) => {
  expect(isPlainIp(text.split(' '))).toBe(plain)
})

test('neighbouring ip lines of all nodes are one request, other lines come in their turn', async () => {
  const { host, sent } = sentTo()
  await runExecLines(host, [
    { name: 'server1', namespace: 'worker', lines: lines('ip link set net0 up', 'ip -6 addr add fd00::1/64 dev net0') },
    {
      name: 'gw0',
      namespace: 'gw0',
      env: { ROLE: 'edge' },
      lines: lines('ip link set eth1 up', 'sysctl -w net.ipv4.ip_forward=1', 'ip route add default via 10.1.5.1'),
    },
    { name: 'h0', namespace: 'h0', lines: [] },
  ])
  expect(sent).toEqual([
    '/underlay/apply.pl in worker\nip link set net0 up\nip -6 addr add fd00::1/64 dev net0\nin gw0\nip link set eth1 up',
    'gw0 ROLE=edge -- sysctl -w net.ipv4.ip_forward=1',
    '/underlay/apply.pl in gw0\nip route add default via 10.1.5.1',
  ])
})

test('nothing to run is nothing sent', async () => {
  const { host, sent } = sentTo()
  await runExecLines(host, [{ name: 'h0', namespace: 'h0', lines: [] }])
  expect(sent).toEqual([])
})

test('where lines may have run before, what they add may be there', async () => {
  const { host, sent } = sentTo()
  await runExecLines(host, [{ name: 'a', namespace: 'a', lines: lines('ip link set net0 up'), tolerant: true }])
  expect(sent).toEqual(['/underlay/apply.pl in a\nagain link set net0 up'])
})

test('the line of a batch that failed is named, with its place', async () => {
  const { host } = sentTo(() => ({ exitCode: 1, stderr: 'at 0 1\nCannot find device "net7"\n' }))
  const all = lines('ip link set net0 up', 'ip link set net7 up')
  const error = await rejection(
    runExecLines(host, [{ name: 'server1', namespace: 'worker', lines: all }]),
    CommandError,
  )
  expect(error.message).toBe('server1 (clab.yaml:2:5): ip link set net7 up: exit code 1: Cannot find device "net7"')
})

test('so is a line of its own, without a place where none is known', async () => {
  const { host } = sentTo(() => ({ exitCode: 4, stderr: 'bad' }))
  const node = { name: 'server1', namespace: 'worker', lines: [{ argv: ['sh', '-c', 'exit 4'] }] }
  expect((await rejection(runExecLines(host, [node]), CommandError)).message).toBe(
    'server1: sh -c exit 4: exit code 4: bad',
  )
})
