import { hostname, release } from 'node:os'
import { expect, test, vi } from 'vitest'
import { LabTimeoutError } from '../../../src/errors.ts'
import { parseProcRoutes } from '../../../src/kind/proc-routes.ts'
import { readFacts } from '../../../src/kind/read-facts.ts'
import { emptyPath, fakePrograms } from '../process/fake-programs.ts'
import { rejection } from '../refusal.ts'
import { tempFolder } from '../temp-folder.ts'

test('routes of /proc/net/route', () => {
  const text = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
*\t0051620A\t00000000\t0201\t0\t0\t0\tC0FFFFFF\t0\t0\t0

`
  expect(parseProcRoutes(text)).toEqual([
    { destination: '0.0.0.0/0', device: 'eth0' },
    { destination: '172.17.0.0/16', device: 'docker0' },
    { destination: '10.98.81.0/26', device: '*' },
  ])
})

const engine = (name: string, dataRoot: string): string => `case "$1 $2" in
"info --format") echo '${JSON.stringify({ ServerVersion: '28', CgroupVersion: '2', KernelVersion: release(), Name: name, DockerRootDir: dataRoot })}';;
"ps --all") printf 'lab\\n';;
"network ls") echo 1;;
"network inspect") echo '[{"Name":"kind","IPAM":{"Config":[{"Subnet":"172.18.0.0/16"}]}}]';;
esac`

const kind = 'echo kind v0.33.0 go1 linux/amd64'

test('all facts of a machine with its own engine', async () => {
  fakePrograms({ docker: engine(hostname(), tempFolder()), kind })
  vi.stubEnv('KIND_EXPERIMENTAL_DOCKER_NETWORK', '')
  const facts = await readFacts()
  expect(facts).toMatchObject({
    docker: { serverVersion: '28' },
    kindVersion: '0.33.0',
    clusters: ['lab'],
    networks: [{ name: 'kind', subnets: ['172.18.0.0/16'] }],
    kindNetwork: 'kind',
  })
  expect(facts.freeBytes).toBeGreaterThan(0)
  expect(facts.inotify?.maxUserInstances).toBeGreaterThan(0)
})

test('of an engine elsewhere disk, inotify and routes are not known', async () => {
  fakePrograms({ docker: engine('docker-desktop', tempFolder()), kind })
  const facts = await readFacts()
  expect(facts.routes).toEqual([])
  expect(Object.keys(facts)).not.toEqual(expect.arrayContaining(['inotify']))
  expect(Object.keys(facts)).not.toEqual(expect.arrayContaining(['freeBytes']))
})

test('a machine with neither Docker nor kind is a fact', async () => {
  emptyPath()
  expect(await readFacts()).toMatchObject({
    docker: { problem: 'docker is needed and was not found', fix: expect.stringContaining('get.docker.com') },
    clusters: [],
  })
  expect(await readFacts()).not.toHaveProperty('kindVersion')
})

test('an engine that does not answer is a fact, one that hangs an error', async () => {
  fakePrograms({ docker: 'echo "Cannot connect to the Docker daemon at x" >&2; exit 1', kind })
  expect((await readFacts()).docker).toMatchObject({
    problem: expect.stringMatching(/^Docker does not answer: Cannot/),
  })
  fakePrograms({ docker: 'sleep 60', kind })
  expect((await rejection(readFacts({ timeoutMs: 200 }), LabTimeoutError)).awaited).toContain('docker info')
})
