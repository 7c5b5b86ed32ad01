import { expect, test } from 'vitest'
import { dockerUnreachable } from '../../../src/docker/unreachable.ts'

test.for([
  [
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    /^Docker does not answer: Cannot connect/,
    /^start Docker .*set DOCKER_HOST/,
  ],
  [
    'failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct',
    /^Docker does not answer/,
    /^start Docker/,
  ],
  [
    'error during connect: Get "http://foo:2375/v1.50/containers/json": dial tcp: lookup foo: no such host',
    /^Docker does not answer/,
    /^start Docker/,
  ],
  [
    'permission denied while trying to connect to the Docker daemon socket at unix:///run/docker.sock: Get "…": dial unix /run/docker.sock: connect: permission denied',
    /^Docker may not be used by this user/,
    /usermod -aG docker/,
  ],
  [
    'permission denied while trying to connect to the docker API at unix:///var/run/docker.sock',
    /^Docker may not/,
    /usermod -aG docker/,
  ],
  [
    'Failed to initialize: unable to resolve docker endpoint: context "nope": context not found',
    /does not know where its engine is/,
    /docker context ls/,
  ],
  [
    'error: context "nope": context not found: open /root/.docker/contexts/meta/1/meta.json',
    /does not know/,
    /context ls/,
  ],
  [
    'Current context "nope" is not found on the file system, please check your config file at /root/.docker/config.json',
    /does not know where its engine is/,
    /docker context ls/,
  ],
  ['unable to parse docker host `foo`', /does not know where/, /DOCKER_HOST/],
] as const)('%s', ([said, message, fix]) => {
  const error = dockerUnreachable(`some warning\n${said}\n`, '')
  expect(error?.message).toMatch(message)
  expect(error?.fix).toMatch(fix)
})

test('where DOCKER_HOST is set, it is what may be wrong', () => {
  expect(dockerUnreachable('Cannot connect to the Docker daemon at tcp://h:1.', 'tcp://h:1')?.fix).toContain(
    'correct DOCKER_HOST=tcp://h:1',
  )
})

test.for([
  'Error response from daemon: No such container: x',
  'curl: (7) permission denied, cannot connect to 10.98.0.5',
  'Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host',
  'Error response from daemon: Get "https://registry-1.docker.io/v2/": context deadline exceeded: not found',
  'error: failed to run kubeadm: context "kubernetes-admin@kind" not found',
  'error: context was not found for specified context: kind-lab',
  '',
])('%j is something else', (said) => {
  expect(dockerUnreachable(said, '')).toBeUndefined()
})
