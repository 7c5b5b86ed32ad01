import { LabError, type collectGarbage, type destroyCluster, type LabRecord, type listLabs } from '@underlay/sdk'
import { afterEach, expect, test, vi } from 'vitest'
import { down } from '../src/commands/down.ts'
import { gc } from '../src/commands/gc.ts'
import { ls } from '../src/commands/ls.ts'

const sdk = vi.hoisted(() => ({
  collectGarbage: vi.fn<typeof collectGarbage>(),
  destroyCluster: vi.fn<typeof destroyCluster>(),
  listLabs: vi.fn<typeof listLabs>(),
}))

vi.mock('@underlay/sdk', async (original) => ({ ...(await original<object>()), ...sdk }))

const context = { signal: AbortSignal.any([]) }
const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)

afterEach(() => {
  vi.clearAllMocks()
  vi.unstubAllEnvs()
})

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
  sdk.listLabs.mockResolvedValue([record('a')])
  sdk.destroyCluster.mockRejectedValue(new LabError('a does not go', 'try again'))
  await expect(down.run(['a'], context)).rejects.toThrow('a does not go\n  fix: try again')
  expect(sdk.destroyCluster).toHaveBeenCalledWith('a', expect.objectContaining(context))
})

test('what is left of a lab is no success of down, and gc removes it', async () => {
  sdk.listLabs.mockResolvedValue([record('a', { garbage: true })])
  sdk.destroyCluster.mockResolvedValue(false)
  await expect(down.run(['a'], context)).rejects.toThrow('a has ended, and left something\n  fix: underlay gc --lab a')
})

test('a name that no lab has is told without a tick, with the nearest that one has', async () => {
  sdk.listLabs.mockResolvedValue([record('lab')])
  sdk.destroyCluster.mockResolvedValue(false)
  expect(await down.run(['la'], context)).toBe(0)
  expect(await down.run(['nothing-like-it'], context)).toBe(0)
  expect(written()).toBe(
    'no lab is named la\n  fix: did you mean lab? underlay down lab\n' +
      'no lab is named nothing-like-it\n  next: underlay ls\n',
  )
})

test('the lab is the one of --lab or of the environment, which a typed name beats', async () => {
  sdk.listLabs.mockResolvedValue(['a', 'b'].map((name) => record(name)))
  sdk.destroyCluster.mockResolvedValue(true)
  vi.stubEnv('UNDERLAY_LAB', 'b')
  const ended = async (...argv: readonly string[]): Promise<unknown> => {
    sdk.destroyCluster.mockClear()
    expect(await down.run(argv, context)).toBe(0)
    return sdk.destroyCluster.mock.calls.map(([name]) => name)
  }
  expect(await ended()).toEqual(['b'])
  expect(await ended('a')).toEqual(['a'])
  expect(await ended('-l', 'a')).toEqual(['a'])
  expect(await ended('a', '--lab', 'a')).toEqual(['a'])
  expect(await ended('--all')).toEqual(['a', 'b'])
  await expect(down.run(['a', '--lab', 'b'], context)).rejects.toThrow('one lab is ended, not 2: a, b')
})

test('ls says how a lab is repaired, where up does', async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  sdk.listLabs.mockResolvedValue([record('a', { repairable: true }), record('b')])
  expect(await ls.run(['--json'], context)).toBe(0)
  expect(written()).toBe('underlay up repairs a, underlay down a removes it\n')
})

test.for([[], ['--json'], ['--dry-run'], ['--lab', 'a']])(
  'gc %j names what only Docker can judge, and fails',
  async (args) => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    sdk.collectGarbage.mockImplementation(async ({ onUnknown } = {}) => {
      onUnknown?.(record('a', { unknown: true, reason: 'Docker does not answer' }))
      return []
    })
    expect(await gc.run(args, context)).toBe(1)
    expect(written()).toContain(
      'a stays, as it is not known whether it lives: Docker does not answer\n  next: underlay doctor',
    )
    expect(written()).not.toContain('nothing is left over')
  },
)

test('ls lists what only Docker can judge, and passes', async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  sdk.listLabs.mockResolvedValue([record('a', { unknown: true, reason: 'Docker does not answer' })])
  expect(await ls.run([], context)).toBe(0)
  expect(written()).toBe('whether a runs, only Docker can say; underlay doctor looks why it does not\n')
})

test('what does not answer is ended by down, ls and gc say', async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const hung = record('a', { engine: 'netns', silent: true, reason: 'its supervisor does not answer' })
  sdk.listLabs.mockResolvedValue([hung])
  expect(await ls.run([], context)).toBe(0)
  expect(written()).toBe('  next: underlay down a, which ends it\n')
  sdk.collectGarbage.mockImplementation(async ({ onUnknown } = {}) => {
    onUnknown?.(hung)
    return []
  })
  expect(await gc.run([], context)).toBe(1)
  expect(written()).toMatch(/a stays, .*: its supervisor does not answer\n {2}next: underlay down a\n$/)
})
