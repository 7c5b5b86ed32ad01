import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { publicToolsImage } from '../../../../src/docker/lab-tools.ts'
import { ensureHelper, runningHelper } from '../../../../src/engine/kind/helper-container.ts'
import { EngineError, LabError } from '../../../../src/errors.ts'
import { kindOwner } from '../../../../src/engine/kind/record.ts'
import { rejection } from '../../refusal.ts'
import { fakeDocker, idOf } from './fake-docker.ts'

const nodeImage = 'kindest/node:v1.34.4'
const at = { image: nodeImage, network: 'kind' }
const own = { 'underlay.lab': 'lab' }

const said: string[] = []
const choice = { say: (line: string) => void said.push(line) }

/** What `docker exec` says of tools that are missing in the helper's image. */
const without = (image: string, ...tools: readonly string[]): string =>
  `grep -q '"Image":"${image}"' lab-underlay.json && printf '%s\\n' ${tools.join(' ')}; true`

function useTools(image: string): void {
  vi.stubEnv('UNDERLAY_TOOLS_IMAGE', image)
  onTestFinished(() => void vi.unstubAllEnvs())
}

test('the node image when it has the tools: privileged, in the network of the nodes, seeing all processes', async () => {
  useTools('')
  const { calls } = fakeDocker({ images: [nodeImage] })
  expect(await ensureHelper('lab', at, choice)).toMatchObject({ name: 'lab-underlay', image: nodeImage, labels: own })
  expect(
    calls()
      .find((call) => call.startsWith('run '))
      ?.replace(/ --label=underlay\.run=\S+/, ''),
  ).toBe(
    `run --detach --pull=never --name=lab-underlay --label=underlay.lab=lab --label=underlay.owner=${kindOwner()} --privileged --pid=host --network=kind --stop-signal=SIGKILL --tmpfs=/run --entrypoint=sleep -- ${nodeImage} infinity`,
  )
})

test('one that runs is taken as it is', async () => {
  const { calls } = fakeDocker({ containers: [{ name: 'lab-underlay', labels: own, image: 'any' }] })
  expect((await ensureHelper('lab', at, choice)).id).toBe(idOf('lab-underlay'))
  expect((await runningHelper('lab'))?.image).toBe('any')
  expect(calls().every((call) => call.startsWith('container inspect'))).toBe(true)
})

test('one that has stopped is made anew', async () => {
  useTools('')
  const { calls } = fakeDocker({
    containers: [{ name: 'lab-underlay', labels: own, running: false }],
    images: [nodeImage],
  })
  expect(await runningHelper('lab')).toBeUndefined()
  expect((await ensureHelper('lab', at, choice)).running).toBe(true)
  expect(calls()).toContain(`rm --force --volumes -- ${idOf('lab-underlay')}`)
})

test.for([
  ['running', {}],
  ['stopped', { running: false }],
  ["another lab's", { labels: { 'underlay.lab': 'lab2' } }],
] as const)('a foreign container of its name is refused, and stays: %s', async ([, more]) => {
  const { names } = fakeDocker({ containers: [{ name: 'lab-underlay', ...more }], images: [nodeImage] })
  const { message, fix } = await rejection(ensureHelper('lab', at, choice), LabError)
  expect(message).toContain('a container lab-underlay is there, and is none of this lab')
  expect(fix).toBe('docker rm -f lab-underlay, or another lab name')
  expect(names()).toEqual(['lab-underlay'])
  expect(await runningHelper('lab')).toBeUndefined()
})

test('a node image without a tool: the public one is pulled, and nothing of the first try is left', async () => {
  useTools('')
  const engine = fakeDocker({ images: [nodeImage], exec: without(nodeImage, 'tcpdump', 'nft') })
  engine.publish(publicToolsImage)
  said.length = 0
  expect((await ensureHelper('lab', at, choice)).image).toBe(publicToolsImage)
  expect(said[0]).toBe(`pulling ${publicToolsImage}`)
  expect(engine.names()).toEqual(['lab-underlay'])
})

test.for([
  ['by the option', { toolsImage: 'tools:1' }, ''],
  ['by UNDERLAY_TOOLS_IMAGE', {}, 'tools:1'],
  ['by the option before UNDERLAY_TOOLS_IMAGE', { toolsImage: 'tools:1' }, 'tools:2'],
] as const)('another image is asked for %s', async ([, options, environment]) => {
  useTools(environment)
  fakeDocker({ images: [nodeImage, 'tools:1', 'tools:2'] })
  expect((await ensureHelper('lab', at, { ...choice, ...options })).image).toBe('tools:1')
})

test('one that is asked for and lacks a tool is no reason to take another', async () => {
  useTools('tools:1')
  const { names } = fakeDocker({ images: [nodeImage, 'tools:1'], exec: without('tools:1', 'perl', 'nft') })
  const { message, fix } = await rejection(ensureHelper('lab', at, choice), LabError)
  expect(message).toContain('no image has the tools of the lab: tools:1: it has no perl, nft\n')
  expect(fix).toBe('UNDERLAY_TOOLS_IMAGE=<an image with perl, ip, bridge, nft, tcpdump, ping>')
  expect(names()).toEqual([])
})

test('offline nothing is pulled, and each image is told', async () => {
  useTools('')
  const engine = fakeDocker({ images: [nodeImage], exec: without(nodeImage, 'nft') })
  engine.publish(publicToolsImage)
  const { message } = await rejection(ensureHelper('lab', at, { ...choice, offline: true }), LabError)
  expect(message).toContain(`${nodeImage}: it has no nft; ${publicToolsImage}: not there, and offline`)
  expect(engine.calls().filter((call) => call.startsWith('pull'))).toEqual([])
})

test('an image that cannot be pulled is told with the reason', async () => {
  useTools('tools:1')
  fakeDocker()
  const { message } = await rejection(ensureHelper('lab', at, choice), LabError)
  expect(message).toBe(
    'no image has the tools of the lab: tools:1: the image tools:1 cannot be pulled: no such host\n' +
      '  fix: UNDERLAY_TOOLS_IMAGE=<an image with perl, ip, bridge, nft, tcpdump, ping>',
  )
})

test('an image in which nothing can be run is told with its words, and removed', async () => {
  useTools('')
  const { names } = fakeDocker({ images: [nodeImage], exec: 'echo "exec: sh: not found" >&2; exit 127' })
  const { message } = await rejection(ensureHelper('lab', at, { ...choice, offline: true }), LabError)
  expect(message).toContain(`${nodeImage}: exec: sh: not found`)
  expect(names()).toEqual([])
})

const noSleep = `docker: Error response from daemon: runc create failed: exec: "sleep": executable file not found in $PATH`

test('an image in which there is no sleep is left for the next one, and nothing of it stays', async () => {
  useTools('')
  const run = `[ "$image" = ${publicToolsImage} ] || { echo '${noSleep}' >&2; exit 127; }`
  const { names } = fakeDocker({ images: [nodeImage, publicToolsImage], run })
  expect((await ensureHelper('lab', at, choice)).image).toBe(publicToolsImage)
  expect(names()).toEqual(['lab-underlay'])
})

test('where no image can run it each is told; what is not the fault of the image ends it at once', async () => {
  useTools('')
  const images = [nodeImage, publicToolsImage]
  const { names } = fakeDocker({ images, run: `echo '${noSleep}' >&2; exit 127` })
  const { message } = await rejection(ensureHelper('lab', at, choice), LabError)
  expect(message).toContain(`${nodeImage}: the container lab-underlay did not start: ${noSleep}; ${publicToolsImage}: `)
  expect(names()).toEqual([])
  fakeDocker({ images, run: 'echo "docker: network kind not found" >&2; exit 125' })
  expect((await rejection(ensureHelper('lab', at, choice), EngineError)).message).toBe(
    'the container lab-underlay did not start: docker: network kind not found',
  )
})

/** What `docker exec` really does, in a container where only these programs are, each in its folder. */
const inContainer = (folder: string): string =>
  `script="$(printf '%s' "$5" | sed "s#PATH=/usr/sbin:/usr/bin:/sbin:/bin#PATH=$here/agent#")"
  PATH="$here/${folder}"; exec /bin/sh -c "$script"`

test("tools are looked for where the agent will, not on the image's PATH; Perl where Docker does", async () => {
  const source = readFileSync(new URL('../../../../src/host/guest/agent.pl', import.meta.url), 'utf8')
  expect(source).toContain("$ENV{PATH} = '/usr/sbin:/usr/bin:/sbin:/bin';")
  useTools('tools:1')
  const { folder } = fakeDocker({ images: ['tools:1'], exec: inContainer('image') })
  const put = (place: string, names: readonly string[]): void => {
    mkdirSync(join(folder, place), { recursive: true })
    for (const name of names) writeFileSync(join(folder, place, name), '', { mode: 0o755 })
  }
  put('image', ['perl', 'nft', 'ping'])
  put('agent', ['ip', 'bridge', 'tcpdump', 'ping'])
  const { message } = await rejection(ensureHelper('lab', at, choice), LabError)
  expect(message).toContain('tools:1: it has no nft\n')
  put('agent', ['nft'])
  expect((await ensureHelper('lab', at, choice)).image).toBe('tools:1')
})

test('Docker out of reach is told as such', async () => {
  fakeDocker().stop()
  expect((await rejection(ensureHelper('lab', at, choice), EngineError)).message).toContain('Docker does not answer')
})
