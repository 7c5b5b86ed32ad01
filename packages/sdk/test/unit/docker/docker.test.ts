import { expect, test } from 'vitest'
import { docker } from '../../../src/docker/docker.ts'
import { dockerInfo } from '../../../src/docker/info.ts'
import { dockerNetworks } from '../../../src/docker/networks.ts'
import { CommandError, EngineError, ToolMissingError } from '../../../src/errors.ts'
import { emptyPath, fakePrograms } from '../process/fake-programs.ts'
import { rejection } from '../refusal.ts'

test('an engine that does not answer is told apart from a command that fails', async () => {
  fakePrograms({ docker: '[ "$1" = ps ] && echo "Cannot connect to the Docker daemon at x" >&2; exit 1' })
  expect((await rejection(docker(['ps']), EngineError)).fix).toMatch(/^start Docker/)
  expect(await rejection(docker(['rm', 'x']), CommandError)).toMatchObject({ argv: ['docker', 'rm', 'x'], exitCode: 1 })
})

test('no docker command', async () => {
  emptyPath()
  expect((await rejection(dockerInfo(), ToolMissingError)).tool).toBe('docker')
})

const info = {
  ID: 'engine-1',
  ServerVersion: '28.2.2',
  CgroupVersion: '2',
  KernelVersion: '6.1.0',
  OperatingSystem: 'Debian',
  Architecture: 'x86_64',
  Driver: 'overlay2',
  DockerRootDir: '/var/lib/docker',
  Name: 'vm',
}

test('what the engine says of itself', async () => {
  fakePrograms({ docker: `echo '${JSON.stringify(info)}'` })
  expect(await dockerInfo()).toEqual({
    id: 'engine-1',
    serverVersion: '28.2.2',
    cgroupVersion: 2,
    kernel: '6.1.0',
    operatingSystem: 'Debian',
    architecture: 'x86_64',
    storageDriver: 'overlay2',
    dataRoot: '/var/lib/docker',
    hostName: 'vm',
  })
})

test.for(['1', undefined])('cgroup version %s is 1', async (CgroupVersion) => {
  fakePrograms({ docker: `echo '${JSON.stringify({ ...info, CgroupVersion })}'` })
  expect((await dockerInfo()).cgroupVersion).toBe(1)
})

test('an old command that ends well without an engine', async () => {
  fakePrograms({ docker: `echo '{"ServerVersion":"","ServerErrors":["it is off"]}'` })
  expect((await rejection(dockerInfo(), EngineError)).message).toMatch(
    /^Docker does not answer: it is off\n {2}fix: start/,
  )
})

test('networks with their subnets; one that has gone between two calls is left out', async () => {
  const networks = [
    { Name: 'kind', IPAM: { Config: [{ Subnet: '172.18.0.0/16' }, { Subnet: 'fc00::/64' }] } },
    { Name: 'host', IPAM: { Config: null } },
  ]
  const { calls } = fakePrograms({
    docker: `[ "$2" = ls ] && printf 'a\\nb\\nc\\n' && exit 0
echo '${JSON.stringify(networks)}'; echo "no such network: c" >&2; exit 1`,
  })
  expect(await dockerNetworks()).toEqual([
    { name: 'kind', subnets: ['172.18.0.0/16', 'fc00::/64'] },
    { name: 'host', subnets: [] },
  ])
  expect(calls()).toEqual(['docker network ls --quiet', 'docker network inspect -- a b c'])
})
