import { expect, test } from 'vitest'
import type { ListedContainer } from '../../../src/docker/list-containers.ts'
import { judgeKindLab, type KindFacts } from '../../../src/records/judge-kind-lab.ts'
import type { DockerSight } from '../../../src/records/docker-sight.ts'
import { kindOwner } from '../../../src/engine/kind/record.ts'
import { idOf } from '../engine/kind/fake-docker.ts'
import { kindLab, lab, nodeNames, startedMs } from '../engine/kind/kind-lab.ts'

const owner = kindOwner()
const holder = { pid: 99, startedMs: 0 }

function container(name: string, more: Partial<ListedContainer> = {}): ListedContainer {
  return { id: idOf(name), name, running: true, createdMs: startedMs, lab: '', owner: '', ...more }
}

const helper = container(`${lab}-underlay`, { lab, owner })
const nodes = nodeNames.map((name) => container(name))
const sight = { engineId: 'engine-1', containers: [...nodes, helper] }
const fabric = { topology: { name: lab, topology: { nodes: {}, links: [] } }, files: {} }

function judged(facts: Partial<KindFacts> = {}, docker: DockerSight = sight) {
  const about = { name: lab, folder: '/state/lab', changedMs: 7, record: kindLab(), strange: [], holder: undefined }
  return judgeKindLab({ ...about, ...facts }, docker, owner, 'me')
}

test('a lab whose nodes run, with what it owns', () => {
  expect(judged({ record: kindLab({ bridges: ['br-a'] }) })).toEqual({
    name: lab,
    engine: 'kind',
    lifetime: 'persistent',
    state: 'running',
    owner: { user: 'me' },
    startedMs,
    owns: [
      ...[...nodeNames, helper.name].sort().map((name) => `container ${name}`),
      'bridge br-a',
      'folder /state/lab',
    ],
    garbage: false,
  })
})

test('one that a process changes, whatever it looks like', () => {
  const { containers: _, ...halfMade } = kindLab()
  expect(judged({ holder, record: halfMade })).toMatchObject({ state: 'changing', owner: { pid: 99 }, garbage: false })
  expect(judged({ holder: 'silent' }, { engineId: 'engine-1', containers: [] }).state).toBe('changing')
})

test('a process lab is of the process that made it', () => {
  const record = kindLab({ lifetime: 'process', creator: { pid: 4711, born: 'x 1' } })
  expect(judged({ record, creatorRuns: true })).toMatchObject({ state: 'running', owner: { pid: 4711 } })
})

const { containers: _none, ...halfMade } = kindLab()
const [first = '', ...others] = nodeNames

test.for<[string, Partial<KindFacts>, DockerSight, string | RegExp, boolean]>([
  ['no record', { problem: 'it is no record' }, sight, 'it is no record', true],
  ['of another version', { problem: 'it has version 7', unreadable: true }, sight, 'it has version 7', false],
  [
    'half made, its maker dead',
    { record: halfMade, creatorRuns: false },
    sight,
    'its making was ended before it was done',
    true,
  ],
  [
    'half made, its maker alive',
    { record: { ...halfMade, creator: { pid: 4711 } }, creatorRuns: true },
    sight,
    'the process 4711 is making it, or has failed to and not ended yet',
    false,
  ],
  ['containers gone', {}, { engineId: 'engine-1', containers: [] }, 'its containers are gone', true],
  [
    'its maker dead, and the reaper too',
    { record: kindLab({ lifetime: 'process', creator: { pid: 4711 } }), creatorRuns: false },
    sight,
    'the process that made it, 4711, has ended',
    true,
  ],
  ['kept on failure', { record: { ...halfMade, kept: true } }, sight, /kept to look into them/, false],
  ['Docker silent', {}, { problem: 'Docker does not answer', installed: true }, 'Docker does not answer', false],
  ['another engine', { record: kindLab({ engineId: 'other' }) }, sight, /another Docker Engine/, false],
  [
    'another machine',
    { record: kindLab({ owner: 'me@there:/state' }) },
    sight,
    'it was made as me@there:/state',
    false,
  ],
  [
    'one node gone, one stopped',
    {},
    { engineId: 'engine-1', containers: [container(first, { running: false }), ...nodes.slice(2)] },
    `${others[0]} is gone, ${first} does not run`,
    false,
  ],
  [
    'the helper gone, and with it the fabric',
    { record: kindLab({ fabric }) },
    { engineId: 'engine-1', containers: nodes },
    /-underlay does not run, and the fabric went with it/,
    false,
  ],
  [
    'the wiring of the fabric killed half-way',
    { record: kindLab({ attaching: fabric }) },
    sight,
    'the wiring of its fabric was ended before it was done',
    false,
  ],
])('stale: %s', ([, facts, docker, reason, garbage]) => {
  const { state, ...rest } = judged(facts, docker)
  expect([state, rest.reason, rest.garbage]).toEqual(['stale', expect.stringMatching(reason), garbage])
})

test('bringing it up repairs what is here, is its user’s, and stays', () => {
  const broken = { engineId: 'engine-1', containers: nodes.slice(1) }
  const { repairable } = judged({}, broken)
  expect([repairable, judged({ record: { ...halfMade, kept: true } }).repairable]).toEqual([true, true])
  const others: [Partial<KindFacts>, DockerSight][] = [
    [{}, { problem: 'Docker does not answer', installed: true }],
    [{ record: kindLab({ engineId: 'other' }) }, broken],
    [{ record: kindLab({ owner: 'me@there:/state' }) }, broken],
    [{ record: kindLab({ lifetime: 'process' }), creatorRuns: true }, broken],
    [{}, sight],
  ]
  for (const [facts, docker] of others) expect(judged(facts, docker)).not.toHaveProperty('repairable')
})

test('a folder without a record was begun when it was changed last', () => {
  const bare = { name: lab, folder: '/f', changedMs: 7, strange: [], holder: undefined }
  expect(judgeKindLab(bare, sight, owner, 'me')).toMatchObject({
    state: 'stale',
    startedMs: 7,
    reason: 'its folder has no record',
    garbage: true,
  })
})
