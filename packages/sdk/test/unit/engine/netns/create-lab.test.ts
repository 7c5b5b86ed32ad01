import { presets } from '@underlay/configs'
import { afterEach, expect, test, vi } from 'vitest'
import type { imageExists } from '../../../../src/docker/local-images.ts'
import { createLab } from '../../../../src/engine/netns/create-lab.ts'
import { LabError, LabStateError, ToolMissingError } from '../../../../src/errors.ts'
import type { chooseHost, HostChoice, microvmMissing } from '../../../../src/host/choose-host.ts'
import type { findSupervisor, startSupervisor } from '../../../../src/host/supervisor/start.ts'
import { rejection } from '../../refusal.ts'

const fake = vi.hoisted(() => ({
  chooseHost: vi.fn<typeof chooseHost>(),
  microvmMissing: vi.fn<typeof microvmMissing>(),
  findSupervisor: vi.fn<typeof findSupervisor>(),
  startSupervisor: vi.fn<typeof startSupervisor>(),
  imageExists: vi.fn<typeof imageExists>(),
}))

vi.mock('../../../../src/host/choose-host.ts', () => fake)
vi.mock('../../../../src/host/supervisor/start.ts', () => fake)
vi.mock('../../../../src/docker/local-images.ts', () => fake)

afterEach(() => void vi.resetAllMocks())

const { kind } = presets['flannel-vxlan'].define({ name: 'mine' })
const lacks = new LabError('the local kernel lacks ipip', "host: 'microvm'")
const started = new LabError('far enough', 'start it')

/** What is done to a lab that runs when another is to be made in its place. */
async function replacing({ saved = true, offline = false } = {}) {
  const events: string[] = []
  const connection = {
    readState: async () => (saved ? { name: 'mine' } : undefined),
    destroy: async () => void events.push('destroyed'),
    close: () => void events.push('closed'),
  }
  fake.findSupervisor.mockResolvedValue(connection as never)
  fake.startSupervisor.mockImplementation(async (_, host) => {
    events.push(`started ${host}`)
    throw started
  })
  const how = { lifetime: 'persistent', host: 'auto', needs: [], say: () => {}, replace: true, offline } as const
  return { error: await rejection(createLab(kind, how), LabError), events }
}

test('it is ended before the new one starts, once its host is known', async () => {
  fake.chooseHost.mockResolvedValue('local')
  expect(await replacing()).toEqual({ error: started, events: ['destroyed', 'started local'] })
})

test('it stays where no host can make the new one', async () => {
  fake.chooseHost.mockRejectedValue(lacks)
  expect(await replacing()).toEqual({ error: lacks, events: ['closed'] })
})

test.for<HostChoice>(['microvm', 'docker'])('it stays where the host %s has not what it needs', async (host) => {
  fake.chooseHost.mockResolvedValue(host)
  fake.microvmMissing.mockReturnValue(new ToolMissingError('qemu', 'apt install qemu'))
  fake.imageExists.mockResolvedValue(false)
  expect((await replacing({ offline: true })).events).toEqual(['closed'])
})

test('one that another process is making stays', async () => {
  fake.chooseHost.mockResolvedValue('local')
  const { error, events } = await replacing({ saved: false })
  expect([error.constructor, events]).toEqual([LabStateError, ['closed']])
  expect(error.fix).toContain('underlay down mine')
})
