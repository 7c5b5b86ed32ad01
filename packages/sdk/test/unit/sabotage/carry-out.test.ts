import { expect, test } from 'vitest'
import type { Cluster } from '../../../src/index.ts'
import { carryOut, type Step } from '../../../src/sabotage/carry-out.ts'
import { fakeHost } from '../fake-host.ts'

const steps: readonly Step[] = [
  { place: 'gw0', command: 'ip link set eth2 mtu 1400', undo: 'ip link set eth2 mtu 1500' },
  { place: 'worker', command: '', undo: 'ip route flush cache' },
  { place: 'worker', command: 'sysctl -w net/ipv4/conf/vxlan.calico/rp_filter=1', undo: 'ip route del default' },
]

function clusterThat(refuses: (line: string) => boolean) {
  const { host, spawned } = fakeHost((argv) => ({ exitCode: refuses(argv.join(' ')) ? 1 : 0 }))
  const lines = () => spawned.map(({ namespace, argv }) => `${namespace}: ${argv.join(' ')}`)
  return { cluster: { internals: host } as unknown as Cluster, lines }
}

test('steps are carried out in order, and undone in the reverse one, once', async () => {
  const { cluster, lines } = clusterThat(() => false)
  const { changes, undo, takeBack } = await carryOut(cluster, steps)
  expect(changes).toEqual([
    'gw0: ip link set eth2 mtu 1400',
    'worker: sysctl -w net/ipv4/conf/vxlan.calico/rp_filter=1',
  ])
  expect(undo).toEqual([
    'worker: ip route del default',
    'worker: ip route flush cache',
    'gw0: ip link set eth2 mtu 1500',
  ])
  await takeBack()
  await takeBack()
  expect(lines()).toEqual([
    'gw0: ip link set eth2 mtu 1400',
    'worker: sh -c echo "$1" > "/proc/sys/$2" sysctl 1 net/ipv4/conf/vxlan.calico/rp_filter',
    'worker: ip route del default',
    'worker: ip route flush cache',
    'gw0: ip link set eth2 mtu 1500',
  ])
})

test('when a step fails, those before are undone', async () => {
  const { cluster, lines } = clusterThat((line) => line.includes('rp_filter'))
  await expect(carryOut(cluster, steps)).rejects.toThrow(/worker: sh -c .*exit code 1/)
  expect(lines().slice(2)).toEqual(['worker: ip route flush cache', 'gw0: ip link set eth2 mtu 1500'])
})

test('what cannot be undone keeps nothing else from being undone', async () => {
  const { cluster, lines } = clusterThat((line) => line === 'ip route del default')
  const { takeBack } = await carryOut(cluster, steps)
  await expect(takeBack()).rejects.toThrow(/ip route del default: exit code 1/)
  expect(lines().at(-1)).toBe('gw0: ip link set eth2 mtu 1500')
})
