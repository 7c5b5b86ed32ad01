import { expect, test } from 'vitest'
import type { SupervisorInfo } from '../../../src/host/supervisor/calls.ts'
import { judgeNetnsLab, type AskedSocket } from '../../../src/records/judge-netns-lab.ts'

const info: SupervisorInfo = {
  kind: 'microvm',
  kernel: '6.1',
  accelerator: 'tcg',
  pid: 10,
  machinePid: 11,
  creatorPid: 9,
  detached: true,
  changing: false,
  startedMs: 5,
  state: {},
}
const holder = { engine: 'netns', pid: 10, startedMs: 5 } as const
const path = '/run/lab.10.sock'
const asked = (said: AskedSocket['said']): readonly AskedSocket[] => [{ path, pid: 10, changedMs: 3, said }]
const judged = (sockets: readonly AskedSocket[], lock: typeof holder | 'silent' | null = holder) =>
  judgeNetnsLab({ name: 'lab', sockets, holder: lock ?? undefined }, 'me', 1000)

test('one that runs, with what it owns', () => {
  expect(judged(asked(info))).toEqual({
    name: 'lab',
    engine: 'netns',
    host: 'microvm',
    lifetime: 'persistent',
    state: 'running',
    owner: { pid: 10, user: 'me' },
    startedMs: 5,
    owns: ['process 10', 'process 11', `socket ${path}`],
    garbage: false,
  })
})

test('until it is detached it is of the process that made it', () => {
  expect(judged(asked({ ...info, detached: false }))).toMatchObject({ lifetime: 'process', owner: { pid: 9 } })
})

test('a container of it is its own too', () => {
  expect(judged(asked({ ...info, kind: 'docker' })).owns).toContain('container lab-netns')
})

test('one that is made, or changed', () => {
  for (const how of [{ changing: true }, { state: undefined }]) {
    expect(judged(asked({ ...info, ...how })).state).toBe('changing')
  }
  expect(judged([])).toMatchObject({ state: 'changing', owner: { pid: 10 }, owns: ['process 10'], garbage: false })
})

test('one that died has its record, with the reason; one that was made anew since is that', () => {
  const ended = { path: '/run/lab.ended', why: 'its supervisor was killed', endedMs: 7 }
  expect(judgeNetnsLab({ name: 'lab', sockets: [], holder: undefined, ended }, 'me', 1000)).toEqual({
    name: 'lab',
    engine: 'netns',
    lifetime: 'persistent',
    state: 'stale',
    owner: { user: 'me' },
    startedMs: 7,
    owns: ['record /run/lab.ended'],
    reason: 'its supervisor was killed',
    garbage: true,
  })
  expect(judgeNetnsLab({ name: 'lab', sockets: asked(info), holder, ended }, 'me', 1000).state).toBe('running')
})

test('a socket without a supervisor', () => {
  expect(judged(asked('refuses'), null)).toMatchObject({
    state: 'stale',
    startedMs: 3,
    owner: { user: 'me' },
    owns: [`socket ${path}`],
    reason: 'its supervisor has ended, and left its socket',
    garbage: true,
  })
})

test('a supervisor that does not answer lives, and is no garbage', () => {
  const reason = 'its supervisor, process 10, does not answer'
  expect(judged(asked('silent'))).toMatchObject({
    state: 'stale',
    owner: { pid: 10 },
    reason,
    garbage: false,
    silent: true,
  })
  expect(judged([], 'silent')).toMatchObject({
    state: 'stale',
    reason: 'its supervisor does not answer',
    garbage: false,
  })
})
