import { LabError, type destroyCluster, type LabRecord, type listLabs } from '@underlay/sdk'
import { afterEach, expect, test, vi } from 'vitest'
import { down } from '../src/commands/down.ts'
import { ls } from '../src/commands/ls.ts'

const sdk = vi.hoisted(() => ({
  destroyCluster: vi.fn<typeof destroyCluster>(),
  listLabs: vi.fn<typeof listLabs>(),
}))

vi.mock('@underlay/sdk', async (original) => ({ ...(await original<object>()), ...sdk }))

const context = { signal: AbortSignal.any([]) }
const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)

afterEach(() => void vi.clearAllMocks())

function record(name: string, more: Partial<LabRecord> = {}): LabRecord {
  return {
    name,
    engine: 'kind',
    state: 'stale',
    owner: { user: 'me' },
    startedMs: 0,
    owns: [],
    garbage: false,
    ...more,
  }
}

function written(): string {
  return stderr.mock.calls.map(([text]) => String(text)).join('')
}

test('down --all tries each lab, and tells every failure', async () => {
  sdk.listLabs.mockResolvedValue(['a', 'b', 'c'].map((name) => record(name)))
  sdk.destroyCluster.mockImplementation(async (name) => {
    if (name !== 'b') throw new LabError(`${name} does not go`, 'try again')
    return true
  })
  expect(await down.run(['--all'], context)).toBe(1)
  expect(written()).toContain(' ✓ end b: it is gone\n')
  expect(written()).toMatch(/\na: a does not go\n {2}fix: try again\nc: c does not go\n {2}fix: try again\n$/)
})

test('a single lab that does not go is an error with its fix', async () => {
  sdk.destroyCluster.mockRejectedValue(new LabError('a does not go', 'try again'))
  await expect(down.run(['a'], context)).rejects.toThrow('a does not go\n  fix: try again')
  expect(sdk.destroyCluster).toHaveBeenCalledWith('a', context)
})

test('what is left of a lab is no success of down, and gc removes it', async () => {
  sdk.listLabs.mockResolvedValue([record('a', { garbage: true })])
  sdk.destroyCluster.mockResolvedValue(false)
  await expect(down.run(['a'], context)).rejects.toThrow('a has ended, and left something\n  fix: underlay gc --lab a')
  expect(await down.run(['b'], context)).toBe(0)
  expect(written()).toContain('no lab of that name is there')
})

test('ls says how a lab is repaired, where up does', async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  sdk.listLabs.mockResolvedValue([record('a', { repairable: true }), record('b')])
  expect(await ls.run(['--json'], context)).toBe(0)
  expect(written()).toBe('underlay up repairs a, underlay down a removes it\n')
})
