import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CommandError, EngineError, LabError, LabTimeoutError } from '../../../src/errors.ts'
import { provideImages } from '../../../src/kind/images.ts'
import { loadImages } from '../../../src/kind/load-images.ts'
import { nodeImages } from '../../../src/kind/node-images.ts'
import { planImages } from '../../../src/kind/plan-images.ts'
import { pourImages } from '../../../src/kind/pour-images.ts'
import { snapshotterOf } from '../../../src/kind/snapshotter.ts'
import { fakePrograms } from '../process/fake-programs.ts'
import { rejection } from '../refusal.ts'

const onNodes = { a: ['docker.io/library/nginx:latest'], b: [] }

test.for([
  ['on every node', ['busybox'], [], { load: [], pull: [], missing: [] }, { a: ['docker.io/busybox'] }],
  [
    'where it is lacking',
    ['nginx'],
    ['nginx:latest'],
    { load: [{ image: 'nginx', nodes: ['b'] }], pull: [], missing: [] },
    onNodes,
  ],
  [
    'the same under two names',
    ['nginx', 'docker.io/library/nginx'],
    ['docker.io/library/nginx:latest'],
    { load: [{ image: 'docker.io/library/nginx', nodes: ['b'] }], pull: [], missing: [] },
    onNodes,
  ],
  ['nowhere', ['x', 'y:1'], ['y:2'], { load: [], pull: [], missing: ['x', 'y:1'] }, onNodes],
] as const)('offline, %s', ([, wanted, local, plan, nodes]) => {
  expect(planImages({ wanted, onNodes: nodes, local: new Set(local), offline: true })).toEqual(plan)
})

test('online, what is nowhere is pulled and then loaded; what is here is not pulled', () => {
  expect(planImages({ wanted: ['x', 'y'], onNodes, local: new Set(['y']), offline: false })).toEqual({
    load: [
      { image: 'x', nodes: ['a', 'b'] },
      { image: 'y', nodes: ['a', 'b'] },
    ],
    pull: ['x'],
    missing: [],
  })
})

test.for([
  ['version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd]\n  snapshotter = "native"', 'native'],
  ["version = 3\n[plugins.'io.containerd.cri.v1.images']\n  snapshotter = 'fuse-overlayfs'", 'fuse-overlayfs'],
  ['[plugins."io.containerd.snapshotter.v1.zfs"]\nsnapshotter = "zfs"', 'overlayfs'],
  ['', 'overlayfs'],
])('%j has the snapshotter %s', ([config = '', name = '']) => {
  expect(snapshotterOf(config)).toBe(name)
})

/** A Docker with nginx, and nodes that take what they are given into a file of their name. */
const engine = `here="$(dirname "$0")"
case "$*" in
"image ls"*) echo 'nginx:latest nginx@<none>';;
"image inspect"*) echo linux/amd64;;
"save -- "*) shift 2; echo "archive of $*"; echo "$*" > "$here/saved";;
"pull -- "*) echo "no such host" >&2; exit 1;;
*"images ls --quiet") echo sha256:1; cat "$here/has-$3" 2>/dev/null; exit 0;;
*"config dump") echo '[plugins."io.containerd.grpc.v1.cri".containerd]'; echo 'snapshotter = "native"';;
*" a ctr "*) cat > "$here/a";;
*" b ctr "*) cat > "$here/b";;
*" full ctr "*) echo "ctr: no space left" >&2; exit 1;;
*--all-platforms*) cat > /dev/null; echo "ctr: content digest sha256:1: not found" >&2; exit 1;;
*" partial ctr "*) cat > "$here/partial";;
esac`

test('what nodes have, without the digests of configurations', async () => {
  fakePrograms({ docker: `[ "$3" = b ] && exit 0; printf 'docker.io/library/nginx:latest\\nsha256:1\\n'` })
  expect(await nodeImages(['a', 'b'])).toEqual(onNodes)
})

test('saved once, imported by all that lack it', async () => {
  const { folder, calls } = fakePrograms({ docker: engine })
  const lines: string[] = []
  const plan = await provideImages(['nginx'], ['a', 'b'], { offline: true, onProgress: (line) => lines.push(line) })
  expect(plan.load).toEqual([{ image: 'nginx', nodes: ['a', 'b'] }])
  for (const node of ['a', 'b']) expect(readFileSync(join(folder, node), 'utf8')).toBe('archive of nginx\n')
  expect(calls().filter((call) => call.startsWith('docker save'))).toEqual(['docker save -- nginx'])
  expect(calls()).toContain(
    'docker exec --interactive --privileged -- a ctr --namespace=k8s.io images import --all-platforms --digests --snapshotter=native -',
  )
  expect(lines[0]).toBe('• Loading nginx into a, b')
  expect(lines[1]).toMatch(/^✓ Loaded nginx into a, b \(\d+\.\d s\)$/)
})

test('images with the same nodes travel together', async () => {
  const { calls } = fakePrograms({ docker: engine })
  await loadImages([
    { image: 'x', nodes: ['a', 'b'] },
    { image: 'y', nodes: ['b', 'a'] },
    { image: 'z', nodes: ['b'] },
  ])
  expect(calls().filter((call) => call.startsWith('docker save'))).toEqual(['docker save -- x y', 'docker save -- z'])
})

test('an archive with an index of more platforms than it has is imported for the one that it has', async () => {
  const { folder, calls } = fakePrograms({ docker: engine })
  await loadImages([{ image: 'nginx', nodes: ['a', 'partial'] }])
  expect(readFileSync(join(folder, 'partial'), 'utf8')).toBe('archive of nginx\n')
  expect(calls().filter((call) => call.includes('--platform=linux/amd64'))).toHaveLength(1)
  expect(calls().filter((call) => call.includes(' a ctr --namespace=k8s.io images import'))).toHaveLength(1)
})

test('a node that refuses is named', async () => {
  fakePrograms({ docker: engine })
  const error = await rejection(loadImages([{ image: 'nginx', nodes: ['a', 'full'] }]), CommandError)
  expect(error).toMatchObject({ where: 'full', exitCode: 1, stderr: 'ctr: no space left\n' })
})

test('an image by digest would lose its name', async () => {
  const { calls } = fakePrograms({ docker: engine })
  const error = await rejection(loadImages([{ image: 'x@sha256:1', nodes: ['a'] }]), LabError)
  expect(error.message).toContain('x@sha256:1')
  expect(calls()).toEqual([])
})

test('offline nothing is pulled: all that is missing is named, and nothing is loaded', async () => {
  const { calls } = fakePrograms({ docker: engine })
  const error = await rejection(provideImages(['nginx', 'x', 'y:1'], ['a'], { offline: true }), LabError)
  expect(error.message).toContain('neither on the nodes nor in Docker: x, y:1\n')
  expect(error.fix).toMatch(/^docker pull x && docker pull y:1 .*UNDERLAY_IMAGES/)
  expect(calls().filter((call) => /pull|save/.test(call))).toEqual([])
})

test('online what is missing is pulled', async () => {
  const { calls } = fakePrograms({ docker: engine })
  expect((await rejection(provideImages(['x'], ['a']), EngineError)).message).toContain('the image x cannot be pulled')
  expect(calls()).toContain('docker pull -- x')
})

test('an image that cannot be saved is the error, not the nodes that got nothing', async () => {
  fakePrograms({ docker: '[ "$1" = save ] && { echo "no such image" >&2; exit 1; }; cat > /dev/null; exit 1' })
  const error = await rejection(pourImages(['x'], [{ node: 'a', argv: ['docker', 'exec', 'a'] }]), CommandError)
  expect(error).toMatchObject({ where: 'host', argv: ['docker', 'save', '--', 'x'], stderr: 'no such image\n' })
})

test('when no node reads any more, a large archive is no reason to wait', async () => {
  fakePrograms({ docker: '[ "$1" = save ] && head -c 50000000 /dev/zero && exit 0; exit 7' })
  const importers = ['a', 'b'].map((node) => ({ node, argv: ['docker', 'exec', node] }))
  const failed = await pourImages(['x'], importers, { timeoutMs: 10_000 })
  expect([...failed].map(([node, { exitCode }]) => [node, exitCode])).toEqual([
    ['a', 7],
    ['b', 7],
  ])
})

test('nodes that end at once do not hold up the others', async () => {
  const { folder } = fakePrograms({ docker: engine })
  const importers = [...'123456', 'a'].map((node) => ({
    node,
    argv: node === 'a' ? ['docker', 'exec', 'a', 'ctr', 'x', ' a ctr '] : ['false'],
  }))
  expect((await pourImages(['x'], importers, { timeoutMs: 5000 })).size).toBe(6)
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('archive of x\n')
})

test('a node that takes for ever, and an abort', async () => {
  fakePrograms({ docker: '[ "$1" = save ] && exit 0; sleep 60' })
  const importers = [{ node: 'a', argv: ['docker', 'exec', 'a'] }]
  const error = await rejection(pourImages(['x'], importers, { timeoutMs: 200 }), LabTimeoutError)
  expect(error.awaited).toBe('x on a')
  const signal = AbortSignal.timeout(200)
  expect(await rejection(pourImages(['x'], importers, { signal }), Error)).toBe(signal.reason)
})
