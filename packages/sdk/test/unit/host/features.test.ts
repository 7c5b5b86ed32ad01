import { expect, test } from 'vitest'
import { LabError } from '../../../src/errors.ts'
import { requireFeatures } from '../../../src/host/features.ts'
import { fakeHost } from '../fake-host.ts'
import { rejection } from '../refusal.ts'

test('what every lab needs is not tried again', async () => {
  const { host, spawned } = fakeHost(() => ({}))
  await requireFeatures(host, ['veth', 'bridge', 'nftables'])
  expect(spawned).toEqual([])
  await requireFeatures(host, ['veth', 'ipip', 'netem'])
  expect(spawned.map(({ argv }) => argv)).toEqual([['/underlay/probe.pl', 'ipip', 'netem']])
})

test('what the kernel cannot make is named, with what it said and the host that has it', async () => {
  const { host } = fakeHost(() => ({ stdout: 'ipip Error: Unknown device type. \n' }))
  const local = { ...host, kind: 'local', kernel: '6.18.0' } as const
  const { message, fix } = await rejection(requireFeatures(local, ['ipip']), LabError)
  expect(message).toContain(
    "the lab's kernel, Linux 6.18.0 of host local, cannot make ipip (Error: Unknown device type.)",
  )
  expect(fix).toContain("host: 'microvm'")
  expect((await rejection(requireFeatures(host, ['ipip']), LabError)).fix).toBeUndefined()
})
