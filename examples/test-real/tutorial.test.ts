import { spawn } from 'node:child_process'
import { copyFileSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LabOverview } from '@underlay/sdk'
import { afterAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const shared = process.env['SHARED'] ?? join(root, '..', 'shared')
const folder = mkdtempSync(join(tmpdir(), 'underlay-tutorial-kind-'))
const manifests = join(folder, 'cache', 'underlay', 'manifests')
mkdirSync(manifests, { recursive: true })
copyFileSync(join(shared, 'manifests/kube-flannel-v0.28.9.yml'), join(manifests, 'flannel-v0.28.9.yaml'))

const { REAL_NODE_IMAGE = '', REAL_NETTOOL_IMAGE = '', REAL_FLANNEL_IMAGE = '' } = process.env
const env = {
  ...process.env,
  NO_COLOR: '1',
  XDG_STATE_HOME: join(folder, 'state'),
  XDG_CACHE_HOME: join(folder, 'cache'),
  UNDERLAY_NODE_IMAGE: REAL_NODE_IMAGE,
  UNDERLAY_IMAGES: [
    `ghcr.io/flannel-io/flannel=${REAL_FLANNEL_IMAGE}`,
    `ghcr.io/flannel-io/flannel-cni-plugin=${REAL_FLANNEL_IMAGE}`,
    `burlyluo/nettool=${REAL_NETTOOL_IMAGE}`,
  ].join(','),
}

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function example(name: string): Promise<Ended> {
  const [path = name] = globSync(`${name}-*.mts`, { cwd: join(root, 'examples') })
  return runOwn('zx', [join(root, 'examples', path), '--engine', 'kind', '--cni', 'flannel-vxlan'])
}

async function runOwn(program: 'zx' | 'underlay', args: readonly string[]): Promise<Ended> {
  // Of a cluster of others the tools pods' image is asked for; a kind lab would take its helper's from it too.
  const tools = args.includes('--kubeconfig') ? { UNDERLAY_TOOLS_IMAGE: REAL_NETTOOL_IMAGE } : {}
  const path = join(root, 'node_modules/.bin', program)
  const child = spawn(path, args, { cwd: folder, env: { ...env, ...tools }, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, ...said }
}

afterAll(async () => {
  await example('99')
  rmSync(folder, { recursive: true })
})

describe('the tutorial on real Kubernetes with flannel', () => {
  test('a step before its lab says what builds one', async () => {
    const { code, stderr } = await example('05')
    expect(code).toBe(1)
    expect(stderr).toContain('no lab named calico-ipip-crosssubnet is running')
    expect(stderr).toContain('underlay up builds one')
  })

  test.for(['01', '02', '03', '04', '05', '06', '07', '08'])('step %s passes', async (name) => {
    const { code, stdout, stderr } = await example(name)
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^✓ /m)
  })

  test.for(['02', '03', '04', '06'])('step %s finds what it did before', async (name) => {
    const { code, stdout, stderr } = await example(name)
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^✓ /m)
  })

  test('the command line looks at the lab, and at the same cluster by its kubeconfig', async () => {
    const named = ['--lab', 'calico-ipip-crosssubnet']
    const { code, stdout, stderr } = await runOwn('underlay', ['inspect', '-o', 'json', ...named])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lab = JSON.parse(stdout) as LabOverview
    expect(lab).toMatchObject({ engine: 'kind', cni: { name: 'flannel', how: 'real' }, fabric: { links: 6 } })
    const [from, to] = ['control-plane', 'worker2'].map(
      (node) => lab.pods.find((pod) => pod.node === node)?.place ?? '',
    )
    for (const which of [named, ['--kubeconfig', lab.kubeconfig ?? '']]) {
      expect(await runOwn('underlay', ['ping', from ?? '', to ?? '', ...which])).toMatchObject({ code: 0 })
      const routes = await runOwn('underlay', ['inspect', 'routes', 'worker2', ...which])
      expect(routes.stdout).toMatch(/\nworker2 +default +10\.1\.8\.1 +net0 /)
      const ended = await runOwn('underlay', ['exec', from ?? '', ...which, '--', 'sh', '-c', 'ip -br addr; exit 7'])
      expect(ended.code).toBe(7)
      expect(ended.stdout).toContain('eth0')
    }
  })

  test('99 ends the lab, and says so when there is none', async () => {
    expect(await example('99')).toMatchObject({ code: 0, stdout: '✓ lab calico-ipip-crosssubnet is gone\n' })
    expect(await example('99')).toMatchObject({
      code: 0,
      stdout: 'no lab named calico-ipip-crosssubnet is running\n',
    })
  })
})
