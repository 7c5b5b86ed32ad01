import { expect, test } from 'vitest'
import { dropHalves, makeMissing, observeAddresses, observeDevices, type Cable } from '../../../src/plan/observe.ts'
import { devicesAfter } from '../reference-lab.ts'
import { fakeHost } from '../fake-host.ts'

const cable: Cable = {
  ends: [
    { namespace: 'worker', device: 'cali1' },
    { namespace: 'pod-app', device: 'eth0' },
  ],
  mtuBytes: 1480,
}

test('the devices of each namespace, as the guest lists them', async () => {
  const { host, spawned } = fakeHost(() => ({ stdout: 'gw0 lo 127.0.0.1\ngw0 eth1\nworker lo\n' }))
  expect(await observeDevices(host)).toEqual(
    new Map([
      ['gw0', new Set(['lo', 'eth1'])],
      ['worker', new Set(['lo'])],
    ]),
  )
  expect(spawned.map(({ namespace, argv }) => [namespace, ...argv])).toEqual([['', '/underlay/observe.pl']])
})

test('the addresses of each namespace, as the guest lists them', async () => {
  const stdout = 'worker lo 127.0.0.1 ::1\nworker net0 10.1.5.11\ngw0 eth1\n'
  expect(await observeAddresses(fakeHost(() => ({ stdout })).host)).toEqual(
    new Map([
      ['worker', new Set(['127.0.0.1', '::1', '10.1.5.11'])],
      ['gw0', new Set()],
    ]),
  )
})

test('a machine without namespaces has no devices', async () => {
  expect(await observeDevices(fakeHost(() => ({})).host)).toEqual(new Map())
})

test('both ends of a cable are made where they belong, with its MTU', () => {
  expect(makeMissing(new Map(), ['worker', 'pod-app'], [cable])).toEqual([
    'ip netns add worker',
    'ip netns add pod-app',
    'ip link add eth0 netns pod-app index 63385539 mtu 1480 type veth peer name cali1 netns worker mtu 1480',
  ])
})

test('an end has the MAC that it is given', () => {
  const [a, b] = cable.ends
  expect(makeMissing(new Map(), [], [{ ...cable, ends: [a, { ...b, mac: '02:00:00:00:00:07' }] }])).toEqual([
    'ip link add eth0 netns pod-app address 02:00:00:00:00:07 index 63385539 mtu 1480 type veth peer name cali1 netns worker mtu 1480',
  ])
})

test('no two ends of a namespace have one index, whatever their number', () => {
  const cables = Array.from({ length: 5000 }, (_, index): Cable => ({
    ends: [
      { namespace: `node${index}`, device: 'net0' },
      { namespace: 'fabric', device: `br0-net${index}` },
    ],
    mtuBytes: 1500,
  }))
  const indices = makeMissing(new Map(), [], cables).map((line) => Number(/ index (\d+) /.exec(line)?.[1]))
  expect(new Set(indices).size).toBe(5000)
  expect(Math.min(...indices)).toBeGreaterThan(2 ** 20)
  expect(Math.max(...indices)).toBeLessThan(2 ** 31)
})

test('what is left of a cable is taken away where it is, and the cable made anew', () => {
  const half = new Map([['pod-app', new Set(['lo', 'eth0'])]])
  expect(dropHalves(half, [cable])).toEqual([{ namespace: 'pod-app', instructions: ['drop eth0'] }])
  expect(makeMissing(half, [], [cable])).toHaveLength(1)
  const whole = new Map([...half, ['worker', new Set(['cali1'])]])
  expect([dropHalves(whole, [cable]), makeMissing(whole, [], [cable])]).toEqual([[], []])
  expect(dropHalves(new Map(), [cable])).toEqual([])
})

test('a second run makes nothing', () => {
  const made = makeMissing(new Map(), ['worker', 'pod-app'], [cable])
  const devices = devicesAfter([{ namespace: '', instructions: made }])
  expect(makeMissing(devices, ['worker', 'pod-app'], [cable])).toEqual([])
})

test('a device of that name in another namespace is not the cable', () => {
  const devices = devicesAfter([
    {
      namespace: '',
      instructions: makeMissing(
        new Map(),
        ['worker2'],
        [
          {
            ...cable,
            ends: [
              { namespace: 'worker2', device: 'cali1' },
              { namespace: 'x', device: 'eth0' },
            ],
          },
        ],
      ),
    },
  ])
  expect(makeMissing(devices, [], [cable])).toHaveLength(1)
})
