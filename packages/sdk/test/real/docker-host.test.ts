import { readFileSync, readdirSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { publicToolsImage } from '../../src/docker/lab-tools.ts'
import { docker } from '../../src/docker/docker.ts'
import {
  assertEncap,
  attachClabFabric,
  calicoIpipCrossSubnet,
  capture,
  createKindCluster,
  deployWorkload,
  EngineError,
  installCalico,
  ping,
  type Cluster,
} from '../../src/index.ts'
import { useOwnFolders } from './environment.ts'

useOwnFolders()
const toolsImage = process.env['UNDERLAY_TOOLS_IMAGE'] || publicToolsImage
const preset = calicoIpipCrossSubnet({ name: `docker-host-${process.pid}` })
const label = `label=underlay.lab=${preset.name}`
const open: Cluster[] = []

afterEach(async () => {
  for (const cluster of open.splice(0)) await cluster[Symbol.asyncDispose]()
})

async function create(image = toolsImage): Promise<Cluster> {
  const cluster = await createKindCluster(preset.kind, { engine: 'netns', host: 'docker', toolsImage: image })
  open.push(cluster)
  return cluster
}

async function containers(): Promise<string> {
  return (await docker(['ps', '--all', '--quiet', '--filter', label])).trim()
}

/** Asks again until the container is gone. */
async function containersAfter(timeoutMs: number): Promise<string> {
  const deadline = performance.now() + timeoutMs
  while ((await containers()) !== '' && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return containers()
}

test('a lab with VXLAN in one container without a network, which goes with it', async () => {
  const cluster = await create()
  expect(cluster.host).toMatchObject({ kind: 'docker', accelerator: `container of ${toolsImage}` })
  const [id = ''] = (await containers()).split('\n')
  expect((await docker(['inspect', '--format', '{{.HostConfig.NetworkMode}}', id])).trim()).toBe('none')
  await attachClabFabric(cluster, preset.clab, { files: preset.files })
  await installCalico(cluster, { vxlan: 'CrossSubnet' })
  const app = await deployWorkload(cluster, preset.workload)
  const [from, to] = [app.on('worker'), app.on('worker2')]
  const cap = await capture(cluster, ['worker:net0'], () => ping(from, to))
  expect(cap.result.received).toBe(3)
  assertEncap(cap, { from, to, expect: 'vxlan', mark: cap.result.mark })
  await cluster[Symbol.asyncDispose]()
  expect(await containersAfter(5000)).toBe('')
})

test('killing the supervisor ends the container', async () => {
  await create()
  const supervisor = readdirSync('/proc').find((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(`supervisor/main.ts\0${preset.name}\0`)
    } catch {
      return false
    }
  })
  process.kill(Number(supervisor), 'SIGKILL')
  expect(await containersAfter(5000)).toBe('')
})

test('an image without Perl is refused with what Docker says, and nothing is left', async () => {
  const images = (await docker(['images', '--format', '{{.Repository}}:{{.Tag}}'])).split('\n')
  const error = await create(images.find((name) => name.includes('/pause:'))).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(EngineError)
  expect((error as EngineError).message).toMatch(/a container of .*pause.* did not start: .*perl/s)
  expect(await containersAfter(5000)).toBe('')
})
