import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseManifests, type KubernetesObject } from '@underlay/configs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  attachClabFabric,
  capture,
  connectCluster,
  createKindCluster,
  deployWorkload,
  destroyCluster,
  formatAccess,
  gatherReport,
  installFlannel,
  ping,
  planAccess,
  pods,
  removeControlPlaneTaint,
  requiredRights,
  rightsManifest,
  verifyLab,
  type Cluster,
  type Kubernetes,
  type RequiredRight,
} from '../../src/index.ts'
import { useOwnFolders } from './environment.ts'
import { tinyLab } from './tiny-lab.ts'

const folder = useOwnFolders()
const preset = tinyLab('real-rights')
// By kind's own name its nodes have short names.
const context = 'kind-real-rights'
const user = 'system:serviceaccount:default:visitor'
let cluster: Cluster
let kubernetes: Kubernetes
/** Of the account that has exactly what it is given. */
let kubeconfig: string

beforeAll(async () => {
  cluster = await createKindCluster(preset.kind, { engine: 'kind' })
  await removeControlPlaneTaint(cluster)
  await attachClabFabric(cluster, preset.clab, { files: preset.files })
  await installFlannel(cluster, { offline: true })
  await deployWorkload(cluster, preset.workload)
  kubernetes = (await cluster.kubernetes?.()) as Kubernetes
  kubeconfig = await visitorOf(kubernetes)
}, 240_000)

afterAll(async () => {
  await cluster[Symbol.asyncDispose]()
  await destroyCluster(preset.name, { engine: 'kind' })
})

test('who one is, and what one needs, is printed for kubectl; nothing is changed', async () => {
  const admin = await planAccess({ task: 'capture', kubeconfig: cluster.kubeconfig ?? '' })
  expect(admin.user).toBe('kubernetes-admin')
  const plan = await planAccess({ task: 'verify', kubeconfig })
  expect(plan.user).toBe(user)
  const printed = parseManifests(formatAccess(plan))
  expect(printed).toEqual(JSON.parse(JSON.stringify(plan.objects)))
  expect(await kubernetes.get({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'underlay' } })).toBeUndefined()
})

test('with exactly the rights that are printed: capture, verify and the report of a cluster of others', async () => {
  await give(requiredRights('verify'))
  const said: string[] = []
  {
    await using visited = await connectCluster({ kubeconfig, onProgress: (line) => said.push(line) })
    const its = await pods(visited)
    const [from, to] = [its.on('control-plane'), its.on('worker')]
    const cap = await capture(visited, ['control-plane:net0'], () => ping(from, to))
    expect(cap.result.received).toBe(3)
    const verification = await verifyLab(visited)
    const open = verification.findings.filter(({ outcome }) => outcome !== 'pass')
    expect(open.map(({ layer, outcome }) => `${layer} ${outcome}`)).toEqual(open.map(() => 'path inconclusive'))
    expect([verification.outcome, open.length]).toEqual(['inconclusive', 4])
    expect(open[0]?.message).toContain('in no document')
    const report = await gatherReport(visited)
    expect(report.captures.map(({ name }) => name)).toContain('verify')
    expect(report.routes.map(({ place }) => place)).toEqual(['control-plane', 'worker'])
  }
  expect(said.filter((line) => !line.startsWith('starting the tools'))).toEqual([])
})

test('the lab by its own handle passes at every layer that it has, and has a report', async () => {
  const verification = await verifyLab(cluster)
  expect([verification.outcome, verification.findings.length]).toEqual(['pass', 22])
  const report = await gatherReport(cluster)
  expect(report.verdicts.map(({ summary }) => summary)).toContain('real-rights: 22 of 22 pass')
  expect(report.pictureSvg).toContain('<svg')
})

const all = requiredRights('verify')

function isIdle({ resource, verb, group }: RequiredRight): boolean {
  return (resource === 'pods/exec' && verb === 'create') || group === 'crd.projectcalico.org'
}

describe('without one right', () => {
  test('some are asked of other clusters only: of Calico’s, and from Kubernetes 1.35 on', () => {
    const names = all.filter(isIdle).map(({ verb, resource }) => `${verb} ${resource}`)
    expect(names).toEqual(['list ippools', 'list blockaffinities', 'create pods/exec'])
  })

  test.for(all.filter((right) => !isIdle(right)))('$verb $resource $namespace is named', async (right) => {
    await give(all.filter((other) => other !== right))
    const said = await whatIsSaid()
    const where = right.namespace === undefined ? '' : '.*in the namespace "underlay"'
    expect(said).toMatch(
      new RegExp(`cannot ${right.verb} resource "${right.resource}" in API group "${right.group}"${where}`),
    )
    expect(said).toContain(`it is for: `)
    expect(said).toMatch(/underlay verify --kubeconfig \S+ --context kind-real-rights --dry-run/)
  })
})

/** Gives the account these rights, and no other. */
async function give(rights: readonly RequiredRight[]): Promise<void> {
  await kubernetes.apply(rightsManifest(rights, user))
}

/** What the first capture and a look at Services say, as an error or as progress. */
async function whatIsSaid(): Promise<string> {
  const said: string[] = []
  try {
    await using visited = await connectCluster({ kubeconfig, onProgress: (line) => said.push(line) })
    await pods(visited)
    await visited.internals.services()
    await capture(visited, ['worker:net0'], async () => {})
  } catch (error) {
    said.push(error instanceof SuppressedError ? `${error.error}` : String(error))
  }
  return said.join('\n')
}

/** An account without rights, and a kubeconfig with its token. */
async function visitorOf(api: Kubernetes): Promise<string> {
  const metadata = { name: 'visitor', namespace: 'default' }
  const token = 'visitor-token'
  const annotations = { 'kubernetes.io/service-account.name': metadata.name }
  await api.apply([{ apiVersion: 'v1', kind: 'ServiceAccount', metadata }])
  const secret = { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/service-account-token' }
  await api.apply([{ ...secret, metadata: { ...metadata, name: token, annotations } } as KubernetesObject])
  const selection = { apiVersion: 'v1', kind: 'Secret', namespace: 'default', name: token }
  const [made] = await api.watchUntil(selection, ([found]) => dataOf(found) !== undefined, {
    what: 'the token',
    timeoutMs: 20_000,
    describe: () => 'no token',
  })
  const data = dataOf(made)
  const file = join(folder, 'visitor.json')
  const cluster = { server: api.server, 'certificate-authority-data': data?.['ca.crt'] }
  const one = { cluster: 'lab', user: 'visitor' }
  writeFileSync(
    file,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'lab', cluster }],
      users: [{ name: 'visitor', user: { token: Buffer.from(data?.['token'] ?? '', 'base64').toString() } }],
      contexts: [{ name: context, context: one }],
      'current-context': context,
    }),
  )
  return file
}

function dataOf(secret: unknown): Readonly<Record<string, string>> | undefined {
  return (secret as { readonly data?: Readonly<Record<string, string>> } | undefined)?.data
}
