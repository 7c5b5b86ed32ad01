import { expect, test } from 'vitest'
import { inspectContainers } from '../../../src/docker/inspect-containers.ts'
import { removeContainers } from '../../../src/docker/remove-containers.ts'
import { imageCannotRun, runArguments, runContainer } from '../../../src/docker/run-container.ts'
import { CommandError, EngineError, LabTimeoutError } from '../../../src/errors.ts'
import { fakePrograms } from '../process/fake-programs.ts'
import { rejection } from '../refusal.ts'

const id = 'ab'.repeat(32)
const worker = {
  Id: id,
  Name: '/lab-worker',
  State: { Pid: 4711, Running: true },
  Config: { Image: 'kindest/node:v1.34.4', Labels: { 'io.x-k8s.kind.cluster': 'lab' } },
  NetworkSettings: {
    Networks: {
      kind: {
        IPAddress: '172.18.0.7',
        GlobalIPv6Address: 'fc00:f853:ccd:e793::7',
        Gateway: '172.18.0.1',
        IPv6Gateway: 'fc00:f853:ccd:e793::1',
      },
    },
  },
}
const stopped = {
  Id: 'cd'.repeat(32),
  Name: '/lab-stopped',
  State: { Pid: 0, Running: false },
  Config: { Image: 'x', Labels: null },
  NetworkSettings: { Networks: null },
}

test('several names in one call; the absent ones are absent', async () => {
  const { calls } = fakePrograms({
    docker: `echo '${JSON.stringify([worker, stopped])}'; echo "Error response from daemon: No such container: nope" >&2; exit 1`,
  })
  expect(await inspectContainers({ names: ['lab-worker', 'nope', 'lab-stopped'] })).toEqual([
    {
      id,
      name: 'lab-worker',
      pid: 4711,
      running: true,
      labels: { 'io.x-k8s.kind.cluster': 'lab' },
      image: 'kindest/node:v1.34.4',
      networks: {
        kind: {
          ipv4: '172.18.0.7',
          ipv6: 'fc00:f853:ccd:e793::7',
          gateway: '172.18.0.1',
          gateway6: 'fc00:f853:ccd:e793::1',
        },
      },
    },
    { id: stopped.Id, name: 'lab-stopped', pid: 0, running: false, labels: {}, image: 'x', networks: {} },
  ])
  expect(calls()).toEqual(['docker container inspect -- lab-worker nope lab-stopped'])
})

test('a name that is the beginning of an id finds that container only by 12 digits', async () => {
  fakePrograms({ docker: `echo '${JSON.stringify([worker])}'` })
  expect(await inspectContainers({ names: ['ab'] })).toEqual([])
  expect(await inspectContainers({ names: [id.slice(0, 12)] })).toHaveLength(1)
  expect(await inspectContainers({ names: [id] })).toHaveLength(1)
})

test('by labels: all of them, and nothing more is asked when there is none', async () => {
  const { calls } = fakePrograms({ docker: '' })
  expect(await inspectContainers({ labels: { a: '1', b: '2' } })).toEqual([])
  expect(await inspectContainers({ names: [] })).toEqual([])
  expect(calls()).toEqual(['docker ps --all --quiet --no-trunc --filter label=a=1 --filter label=b=2'])
})

test('another complaint is an error', async () => {
  fakePrograms({ docker: 'echo "[]"; echo "Error response from daemon: it is on fire" >&2; exit 1' })
  expect((await rejection(inspectContainers({ names: ['x'] }), CommandError)).message).toContain('on fire')
})

test('removing what is gone is no error', async () => {
  const { calls } = fakePrograms({ docker: 'echo "Error response from daemon: No such container: a" >&2; exit 1' })
  await removeContainers(['a'])
  expect(calls()).toEqual(['docker rm --force --volumes -- a'])
})

const inProgress = 'Error response from daemon: removal of container a is already in progress'

test('what somebody else is just removing is gone when it is done', async () => {
  const { calls } = fakePrograms({
    docker: `cd "$(dirname "$0")"; [ $(grep -c . calls) -gt 2 ] && exit 0; echo "${inProgress}" >&2; exit 1`,
  })
  await removeContainers(['a'])
  expect(calls()).toHaveLength(3)
})

test('a removal without an end is told', async () => {
  fakePrograms({ docker: `echo "${inProgress}" >&2; exit 1` })
  const { lastSeen } = await rejection(removeContainers(['a'], { timeoutMs: 300 }), LabTimeoutError)
  expect(lastSeen).toBe(inProgress)
})

test('one that is gone does not hide one that cannot be removed', async () => {
  fakePrograms({ docker: 'echo "No such container: a" >&2; echo "cannot remove b: device busy" >&2; exit 1' })
  expect((await rejection(removeContainers(['a', 'b']), CommandError)).message).toContain('device busy')
})

test('removing nothing asks nothing; what cannot be removed is told', async () => {
  const { calls } = fakePrograms({ docker: 'echo "cannot remove: device busy" >&2; exit 1' })
  await removeContainers([])
  expect(calls()).toEqual([])
  expect((await rejection(removeContainers(['a']), CommandError)).message).toContain('device busy')
})

test('the arguments of docker run', () => {
  expect(runArguments({ image: 'i', name: 'n' })).toEqual(['run', '--detach', '--pull=never', '--name=n', '--', 'i'])
  const mounts = [
    { source: '/a', target: '/b' },
    { source: '/lib, "x"', target: '/c', readOnly: true },
  ]
  const spec = { image: 'i', name: 'n', labels: { k: 'v' }, privileged: true, pid: 'host', network: 'none' } as const
  expect(runArguments({ ...spec, mounts, entrypoint: '/e', command: ['sleep', '-x'] })).toEqual(
    [
      ['run', '--detach', '--pull=never', '--name=n', '--label=k=v', '--privileged', '--pid=host', '--network=none'],
      ['--mount=type=bind,source=/a,target=/b', '--mount=type=bind,"source=/lib, ""x""",target=/c,readonly'],
      ['--entrypoint=/e', '--', 'i', 'sleep', '-x'],
    ].flat(),
  )
})

test('a container that starts gives its id', async () => {
  fakePrograms({ docker: `echo ${id}` })
  expect(await runContainer({ image: 'i', name: 'n' })).toBe(id)
})

/** An engine of one container, made by another call in the meantime or by the one that fails, which says `said`. */
function failingEngine({ whose, said, exitCode }: { whose: 'own' | 'another'; said: string; exitCode: number }) {
  const container = { ...worker, Name: '/n' }
  return fakePrograms({
    docker: `case "$1" in
run) for word; do case "$word" in --label=underlay.run=*) echo "\${word#--}" > "$0.own"; esac; done
  echo '${said}' >&2; exit ${exitCode};;
ps) for last; do :; done; [ ${whose} = own ] && [ "$last" = "$(cat "$0.own")" ] && echo ${id};;
container) echo '${JSON.stringify([container])}';;
esac; exit 0`,
  })
}

const removed = (calls: readonly string[]) => calls.filter((call) => call.startsWith('docker rm '))

test('a name that is taken: the container that has it is not removed', async () => {
  const said = 'docker: Error response from daemon: Conflict. The container name "/n" is already in use'
  const { calls } = failingEngine({ whose: 'another', said, exitCode: 125 })
  const error = await rejection(runContainer({ image: 'i', name: 'n' }), EngineError)
  expect(error.message).toBe('there is a container n already\n  fix: docker rm -f n')
  expect(removed(calls())).toEqual([])
})

test('a container that does not start is removed; without its image the fix is to pull it', async () => {
  const { calls } = failingEngine({ whose: 'own', said: 'docker: No such image: i', exitCode: 125 })
  const error = await rejection(runContainer({ image: 'i', name: 'n', labels: { k: 'v' } }), EngineError)
  expect(error.message).toBe('the container n did not start: docker: No such image: i\n  fix: docker pull i')
  expect(removed(calls())).toEqual([`docker rm --force --volumes -- ${id}`])
  expect(calls()[0]).toContain(' --label=k=v --label=underlay.run=')
})

test('a call that fails before it has made a container does not remove one of that name', async () => {
  const { calls } = failingEngine({ whose: 'another', said: 'docker: No such image: i', exitCode: 125 })
  await rejection(runContainer({ image: 'i', name: 'n' }), EngineError)
  expect(removed(calls())).toEqual([])
})

test.for([
  [125, false],
  [126, true],
  [127, true],
] as const)('exit code %d of docker run: the image cannot run the program: %s', async ([exitCode, expected]) => {
  failingEngine({ whose: 'own', said: 'docker: it is on fire', exitCode })
  expect(imageCannotRun(await rejection(runContainer({ image: 'i', name: 'n' }), EngineError))).toBe(expected)
})

test('another error says nothing of the image', () => {
  expect(imageCannotRun(new EngineError('Docker does not answer'))).toBe(false)
  expect(imageCannotRun(new Error('exit code 127'))).toBe(false)
})
