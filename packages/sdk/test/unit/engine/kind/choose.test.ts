import { expect, onTestFinished, test, vi } from 'vitest'
import { chooseEngine, engineAsked } from '../../../../src/engine/choose.ts'
import { LabError } from '../../../../src/errors.ts'
import { emptyPath, fakePrograms } from '../../process/fake-programs.ts'
import { refusal, rejection } from '../../refusal.ts'
import { fakeDocker } from './fake-docker.ts'

const kind = { kind: "echo 'kind v0.33.0 go1.26.8 linux/amd64'" }

function environment(engine: string | undefined): void {
  vi.stubEnv('UNDERLAY_ENGINE', engine)
  onTestFinished(() => void vi.unstubAllEnvs())
}

/** What is chosen, and what is said of it. */
async function choice(option?: string): Promise<readonly string[]> {
  const said: string[] = []
  return [await chooseEngine(option, (line) => said.push(line)), ...said]
}

test.for([
  ['the option', 'kind', 'netns', 'kind'],
  ['UNDERLAY_ENGINE', undefined, 'netns', 'netns'],
  ['auto', undefined, undefined, 'auto'],
  ['auto, for an empty UNDERLAY_ENGINE', undefined, '', 'auto'],
  ['auto, by the option', 'auto', 'kind', 'auto'],
] as const)('asked for is %s', ([, option, engine, asked]) => {
  environment(engine)
  expect(engineAsked(option)).toBe(asked)
})

test.for([
  ['Netns', undefined],
  ['', undefined],
  [undefined, 'docker'],
])('no engine is named %j, or by UNDERLAY_ENGINE %j: those that are', async ([option, engine]) => {
  environment(engine)
  const { message } = refusal(() => engineAsked(option), LabError)
  expect(message).toBe(`there is no engine ${option ?? engine}\n  fix: one of auto, kind, netns`)
  expect(
    (
      await rejection(
        chooseEngine(option, () => {}),
        LabError,
      )
    ).message,
  ).toBe(message)
})

test.for(['kind', 'netns'])('%s that is asked for is taken unasked, and not spoken of', async (engine) => {
  const { calls } = fakePrograms({ docker: 'exit 1', kind: 'exit 1' })
  expect(await choice(engine)).toEqual([engine])
  expect(calls()).toEqual([])
})

test('auto is kind where Docker and kind answer', async () => {
  environment(undefined)
  fakeDocker({ programs: kind })
  expect(await choice()).toEqual([
    'kind',
    'engine kind: Docker 29.0.0 and kind 0.33.0 answer (UNDERLAY_ENGINE=netns for the other)',
  ])
})

test('without Docker auto is netns, said in one line', async () => {
  environment(undefined)
  emptyPath()
  expect(await choice()).toEqual(['netns', 'engine netns: docker is needed and was not found'])
})

test('without kind auto is netns', async () => {
  environment(undefined)
  const { folder } = fakePrograms({ docker: `echo '{"ServerVersion":"29.0.0"}'` })
  vi.stubEnv('PATH', folder)
  expect(await choice()).toEqual(['netns', 'engine netns: kind is needed and was not found'])
})

test.for([
  ['does not answer', 'echo "Cannot connect to the Docker daemon at unix:///x" >&2; exit 1', 'Docker does not answer'],
  ['is not allowed', 'echo "permission denied while trying to connect to the docker API" >&2; exit 1', 'by this user'],
])('where Docker %s auto is netns, with the reason', async ([, docker = '', reason = '']) => {
  environment(undefined)
  fakePrograms({ docker, ...kind })
  const [engine, line, ...more] = await choice()
  expect([engine, more]).toEqual(['netns', []])
  expect(line).toContain(reason)
})

test('where kind says no version auto is netns', async () => {
  environment(undefined)
  fakeDocker({ programs: { kind: 'echo KIND the game' } })
  expect(await choice()).toEqual(['netns', 'engine netns: kind version says: KIND the game'])
})
