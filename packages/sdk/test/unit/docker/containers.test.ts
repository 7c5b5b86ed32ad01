import { expect, test } from 'vitest'
import { inspectContainers } from '../../../src/docker/inspect-containers.ts'
import { removeContainers } from '../../../src/docker/remove-containers.ts'
import { runArguments, runContainer } from '../../../src/docker/run-container.ts'
import { CommandError, EngineError } from '../../../src/errors.ts'
import { fakePrograms } from '../process/fake-programs.ts'
import { rejection } from '../refusal.ts'

const id = 'ab'.repeat(32)
const worker = {
  Id: id,
  Name: '/lab-worker',
  State: { Pid: 4711, Running: true },
  Config: { Image: 'kindest/node:v1.34.4', Labels: { 'io.x-k8s.kind.cluster': 'lab' } },
  NetworkSettings: { Networks: { kind: { IPAddress: '172.18.0.7', Gateway: '172.18.0.1' } } },
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
      networks: { kind: { ipv4: '172.18.0.7', gateway: '172.18.0.1' } },
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

test.for([
  'Error response from daemon: No such container: a',
  'Error response from daemon: removal of container a is already in progress',
])('removing what is gone is no error: %s', async (said) => {
  const { calls } = fakePrograms({ docker: `echo "${said}" >&2; exit 1` })
  await removeContainers(['a'])
  expect(calls()).toEqual(['docker rm --force --volumes -- a'])
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

test('a name that is taken: the container that has it is not removed', async () => {
  const { calls } = fakePrograms({
    docker: `echo 'docker: Error response from daemon: Conflict. The container name "/n" is already in use' >&2; exit 125`,
  })
  const error = await rejection(runContainer({ image: 'i', name: 'n' }), EngineError)
  expect(error.message).toBe('there is a container n already\n  fix: docker rm -f n')
  expect(calls()).toHaveLength(1)
})

test('a container that does not start is removed; without its image the fix is to pull it', async () => {
  const { calls } = fakePrograms({ docker: '[ "$1" = rm ] && exit 0; echo "docker: No such image: i" >&2; exit 125' })
  const error = await rejection(runContainer({ image: 'i', name: 'n' }), EngineError)
  expect(error.message).toBe('the container n did not start: docker: No such image: i\n  fix: docker pull i')
  expect(calls()[1]).toBe('docker rm --force --volumes -- n')
})
