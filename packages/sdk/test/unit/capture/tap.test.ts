import { expect, test } from 'vitest'
import { parseTap, requireInterfaces } from '../../../src/capture/tap.ts'
import type { Access } from '../../../src/engine/engine.ts'
import { LabError, UnknownNameError } from '../../../src/errors.ts'
import { fakeHost } from '../fake-host.ts'
import { refusal, rejection } from '../refusal.ts'

test.for([
  ['control-plane:net0', 'control-plane', 'net0'],
  ['gw0:eth1', 'gw0', 'eth1'],
  ['pod/app-worker2:eth0', 'pod/app-worker2', 'eth0'],
  ['worker:cali0aaab42b9f5', 'worker', 'cali0aaab42b9f5'],
  ['worker2:vxlan.calico', 'worker2', 'vxlan.calico'],
] as const)('%s', ([text, place, device]) => {
  expect(parseTap(text)).toEqual({ place, device })
})

test.for([
  '',
  'net0',
  ':net0',
  'worker:',
  'worker:net0:eth1',
  'worker :net0',
  'worker:net0 ',
  'worker:sixteen-letters0',
  'worker:a/b',
])('%j names no tap', (text) => {
  const { message, fix } = refusal(() => parseTap(text), LabError)
  expect(message).toContain(`${JSON.stringify(text)} names no tap`)
  expect(fix).toBe('node:interface, as in worker2:net0')
})

const unused = (): never => expect.fail('only the devices are looked at')

function access(devices: readonly string[]): Access {
  const { host } = fakeHost(() => ({ stdout: JSON.stringify(devices.map((ifname) => ({ ifname }))) }))
  return {
    name: 'lab',
    engine: 'netns',
    host: { kind: 'microvm', kernel: '6.1.0-fake', accelerator: 'tcg' },
    lifetime: 'process',
    model: unused,
    nodes: unused,
    pods: unused,
    services: unused,
    birdProtocols: unused,
    spawn: async (place, argv, options) => host.spawn(place, argv, options),
  }
}

test.for([
  ['ent0', 'did you mean worker2:net0?'],
  ['wireguard', 'it has lo, net0, tunl0'],
] as const)('an interface that the place does not have: %s', async ([device, fix]) => {
  const taps = [
    { place: 'worker2', device: 'net0' },
    { place: 'worker2', device },
  ]
  const error = await rejection(requireInterfaces(access(['lo', 'net0', 'tunl0']), taps), UnknownNameError)
  expect(error.message).toBe(`worker2 has no interface ${device}\n  fix: ${fix}`)
})

test('those that it has, and all of them at once, are fine', async () => {
  const taps = ['lo', 'net0', 'any'].map((device) => ({ place: 'worker2', device }))
  await expect(requireInterfaces(access(['lo', 'net0']), taps)).resolves.toBeUndefined()
})
