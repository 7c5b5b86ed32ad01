import { expect, test } from 'vitest'
import { observePlace } from '../../../src/compare/observe-place.ts'
import { CommandError } from '../../../src/index.ts'
import { fakeHost, type FakeAnswer } from '../fake-host.ts'

const addr = JSON.stringify([
  {},
  {
    ifname: 'tunl0',
    flags: ['UP', 'NOARP', 'LOWER_UP'],
    mtu: 1480,
    link_type: 'ipip',
    address: '0.0.0.0',
    linkinfo: { info_kind: 'ipip', info_data: { remote: 'any', ttl: 0, pmtudisc: false, encap: {} } },
    addr_info: [{ family: 'inet', local: '10.98.81.0', prefixlen: 32 }, {}],
  },
  {
    ifname: 'ens3',
    flags: [],
    mtu: 1500,
    link_type: 'ether',
    address: '52:54:00:00:00:01',
    master: 'br0',
    addr_info: [],
  },
])
const routes = JSON.stringify([{ type: 'blackhole', dst: '10.98.81.0/26', protocol: 'bird', flags: [] }])
const neighbours = JSON.stringify([
  { dst: '10.1.5.11', dev: 'net0', lladdr: '0a:00:00:00:00:01', state: ['STALE'] },
  { dst: '10.1.5.12', dev: 'net0', state: ['FAILED'] },
  { dst: 'ff02::1', dev: 'tunl0', lladdr: '0.0.0.0', state: ['NOARP'] },
])

function place(answers: { readonly ipv6?: FakeAnswer; readonly fdb?: FakeAnswer; readonly all?: FakeAnswer } = {}) {
  return fakeHost(([program, family]) => {
    if (program === 'bridge') return answers.fdb ?? {}
    if (family === '-6') return answers.ipv6 ?? { stdout: '[]\n' }
    return answers.all ?? { stdout: `${addr}\n${routes}\n${neighbours}\n` }
  })
}

test('three programs say what a place has', async () => {
  const { host, spawned } = place()
  expect(await observePlace(host, 'worker')).toEqual({
    interfaces: [
      {
        name: 'tunl0',
        kind: 'ipip',
        settings: { remote: 'any', ttl: 0, pmtudisc: false },
        flags: ['LOWER_UP', 'NOARP', 'UP'],
        mtuBytes: 1480,
        mac: '0.0.0.0',
        addresses: ['10.98.81.0/32'],
      },
      {
        name: 'ens3',
        kind: 'device',
        settings: {},
        flags: [],
        mtuBytes: 1500,
        mac: '52:54:00:00:00:01',
        addresses: [],
        master: 'br0',
      },
    ],
    ipv4Routes: [expect.objectContaining({ type: 'blackhole', destination: '10.98.81.0/26', protocol: 'bird' })],
    ipv6Routes: [],
    neighbours: [{ address: '10.1.5.11', device: 'net0', mac: '0a:00:00:00:00:01', permanent: false }],
    fdb: [],
  })
  expect(spawned.map(({ namespace, argv }) => [namespace, argv[0]])).toEqual([
    ['worker', 'ip'],
    ['worker', 'ip'],
    ['worker', 'bridge'],
  ])
})

test('a kernel without IPv6 has no IPv6 routes to compare, not none', async () => {
  const { host } = place({
    ipv6: { exitCode: 2, stderr: 'RTNETLINK answers: Address family not supported by protocol' },
  })
  expect(await observePlace(host, 'worker')).not.toHaveProperty('ipv6Routes')
})

test('where the programs fail it says so', async () => {
  const { host } = place({ all: { exitCode: 1, stderr: 'no ip here' } })
  await expect(observePlace(host, 'worker')).rejects.toThrow(CommandError)
})

test('while a device comes up, it looks again', async () => {
  const net0 = { ifname: 'net0', mtu: 1500, link_type: 'ether', addr_info: [] }
  const rising = ['UP', 'LOWER_UP', 'NO-CARRIER']
  let looks = 0
  const { host } = fakeHost(([program, family]) => {
    if (program === 'bridge' || family === '-6') return { stdout: '[]' }
    const flags = ++looks < 3 ? rising : ['UP', 'LOWER_UP']
    return { stdout: `${JSON.stringify([{ ...net0, flags }])}\n[]\n[]\n` }
  })
  expect((await observePlace(host, 'worker')).interfaces?.[0]?.flags).toEqual(['LOWER_UP', 'UP'])
  expect(looks).toBe(3)
})
