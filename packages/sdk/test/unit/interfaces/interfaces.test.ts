import { expect, test } from 'vitest'
import { readInterfaces } from '../../../src/interfaces/interfaces.ts'
import { fakeHost } from '../fake-host.ts'
import { recording } from '../recording.ts'

test('the devices of a real node: addresses of both families, link-local ones for themselves', async () => {
  const { host, spawned } = fakeHost(() => ({ stdout: recording('control-plane.addr.json') }))
  const devices = await readInterfaces(host, 'control-plane')
  expect(spawned.map(({ argv }) => argv.join(' '))).toEqual(['ip -j addr'])
  const of = (name: string) => devices.find((device) => device.name === name)
  expect(of('eth0')?.addresses).toEqual(['172.18.0.4/16', 'fc00:f853:ccd:e793::4/64'])
  expect(of('net0')).toMatchObject({ addresses: ['10.1.5.10/24'], mtuBytes: 1500, up: true })
  expect(of('net0')?.linkLocal).toMatch(/^fe80::/)
  expect(of('lo')).toMatchObject({ addresses: ['127.0.0.1/8', '::1/128'], linkLocal: undefined })
  expect(of('cali0aaab42b9f5')?.addresses).toEqual([])
})
