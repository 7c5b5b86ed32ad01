import { expect, test } from 'vitest'
import { awaitBlockRoutes } from '../../../../src/engine/kind/await-block-routes.ts'
import type { InstalledCni } from '../../../../src/engine/engine.ts'
import { LabTimeoutError } from '../../../../src/errors.ts'
import { fakeHost } from '../../fake-host.ts'
import { rejection } from '../../refusal.ts'
import { attached } from './cni-site.ts'
import { nodeNames } from './kind-lab.ts'

const address = '10.1.5.10/24'
const blocks = [['10.98.81.0/26'], ['10.98.85.128/26', '10.98.85.192/26'], ['10.98.193.192/26'], []] as const

const cni: InstalledCni = {
  name: 'calico',
  how: 'real',
  podCidr: '10.98.0.0/16',
  ipip: 'CrossSubnet',
  vxlan: 'Never',
  tunnel: { device: 'tunl0', encapsulation: 'ipip' },
  pools: [],
  nodes: Object.fromEntries(nodeNames.map((name, index) => [name, { address, blocks: blocks[index] ?? [] }])),
}

/** What is looked for, by the node on which it is. */
async function look(on = cni, timeoutMs = 1500) {
  const { host, spawned } = fakeHost(() => ({}))
  await awaitBlockRoutes(host, attached, on, { timeoutMs })
  return Object.fromEntries(spawned.map(({ namespace, argv }) => [namespace, argv.join(' ')]))
}

test('on every node the blocks of all others are looked for, for as many seconds as are left', async () => {
  const program = '/underlay/await-routes.pl 2 -'
  expect(await look()).toEqual({
    'control-plane': `${program} 10.98.85.128/26 10.98.85.192/26 10.98.193.192/26`,
    worker: `${program} 10.98.81.0/26 10.98.193.192/26`,
    worker2: `${program} 10.98.81.0/26 10.98.85.128/26 10.98.85.192/26`,
    worker3: `${program} 10.98.81.0/26 10.98.85.128/26 10.98.85.192/26 10.98.193.192/26`,
  })
})

test('a moment is a second at least: an alarm of none would never ring', async () => {
  expect((await look(cni, 0))['worker2']).toMatch(/^\/underlay\/await-routes\.pl 1 - /)
})

test('without a tunnel some blocks may have no way at all: nothing is looked for', async () => {
  expect(await look({ ...cni, ipip: 'Never', tunnel: undefined })).toEqual({})
})

test('what is missing at the end is told by node, of all nodes', async () => {
  const missing: Readonly<Record<string, string>> = {
    worker: '10.98.81.0/26',
    worker3: '10.98.81.0/26 10.98.193.192/26',
  }
  const { host } = fakeHost((_, node) => {
    const stderr = missing[node]
    return stderr === undefined ? {} : { exitCode: 1, stderr: `${stderr}\n` }
  })
  const error = await rejection(awaitBlockRoutes(host, attached, cni, { timeoutMs: 4000 }), LabTimeoutError)
  expect(error.awaited).toBe('calico to bring every block to every node')
  expect(error.message).toContain('waited 4000 ms')
  expect(error.lastSeen).toBe(
    'worker has no route to 10.98.81.0/26; worker3 has no route to 10.98.81.0/26 10.98.193.192/26',
  )
})

test('where the signal came before, nothing is begun', async () => {
  const { host, spawned } = fakeHost(() => ({ hang: true }))
  const waiting = awaitBlockRoutes(host, attached, cni, { timeoutMs: 4000, signal: AbortSignal.abort('SIGINT') })
  await expect(waiting).rejects.toBe('SIGINT')
  expect(spawned).toEqual([])
})
