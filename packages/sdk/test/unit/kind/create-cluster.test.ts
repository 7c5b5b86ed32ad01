import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EngineError, LabTimeoutError, ToolMissingError } from '../../../src/errors.ts'
import { createCluster } from '../../../src/kind/create-cluster.ts'
import { emptyPath, fakePrograms } from '../process/fake-programs.ts'
import { rejection } from '../refusal.ts'

const lab = { config: 'kind: Cluster\n', name: 'lab', kubeconfig: '/tmp/none/kubeconfig' }
const create = 'kind create cluster --name lab --kubeconfig /tmp/none/kubeconfig --config -'
const remove = 'kind delete cluster --name lab --kubeconfig /tmp/none/kubeconfig'

/** A kind whose create does that, after it has said that it begins. */
const kindThat = (body: string): { kind: string } => ({
  kind: `[ "$1" = delete ] && exit 0\necho 'Creating cluster "lab" ...' >&2\n${body}`,
})

test('the configuration goes in by stdin, the progress comes out in clean lines', async () => {
  const { folder, calls } = fakePrograms({
    kind: `cat > "$(dirname "$0")/config"; echo "$KIND_EXPERIMENTAL_PROVIDER" > "$(dirname "$0")/provider"
printf 'Creating cluster "lab" ...\\n' >&2
for f in ⠈⠁ ⠈⠑ ⠈⠱; do printf '\\033[?7l\\r%s Preparing nodes 📦 \\033[?7h' $f >&2; done
printf '\\r \\033[32m✓\\033[0m Preparing nodes 📦\\n' >&2`,
  })
  const lines: string[] = []
  await createCluster({ ...lab, onProgress: (line) => lines.push(line) })
  expect(lines).toEqual(['Creating cluster "lab" ...', '• Preparing nodes 📦', '✓ Preparing nodes 📦'])
  expect(calls()).toEqual([create])
  expect(readFileSync(join(folder, 'config'), 'utf8')).toBe(lab.config)
  expect(readFileSync(join(folder, 'provider'), 'utf8')).toBe('\n')
})

test('one that fails is explained, and deleted', async () => {
  const { calls } = fakePrograms(kindThat('echo "ERROR: failed: no space left on device" >&2; exit 1'))
  const error = await rejection(createCluster(lab), EngineError)
  expect(error.fix).toMatch(/^docker system prune/)
  expect(calls()).toEqual([create, remove])
})

test('one that is to be kept is kept', async () => {
  const { calls } = fakePrograms(kindThat('exit 1'))
  await rejection(createCluster({ ...lab, keepOnFailure: true }), EngineError)
  expect(calls()).toEqual([`${create} --retain`])
})

test('a cluster of that name that was there before is not deleted', async () => {
  const { calls } = fakePrograms({
    kind: 'echo "ERROR: node(s) already exist for a cluster with the name x" >&2; exit 1',
  })
  expect((await rejection(createCluster(lab), EngineError)).fix).toMatch(/^kind delete cluster/)
  expect(calls()).toEqual([create])
})

test('one that hangs is ended, and deleted', async () => {
  const { calls } = fakePrograms(kindThat('echo "• Starting control-plane 🕹️" >&2; sleep 60'))
  const error = await rejection(createCluster({ ...lab, timeoutMs: 400 }), LabTimeoutError)
  expect(error.lastSeen).toContain('Starting control-plane')
  expect(calls()).toEqual([create, remove])
})

test('an abort waits until the containers are made, for Docker would still make them after the deletion', async () => {
  const { calls } = fakePrograms(
    kindThat(`echo " • Preparing nodes 📦  ..." >&2; sleep 0.5; touch "$(dirname "$0")/made"
printf '%s\\n' made >> "$(dirname "$0")/calls"; echo " ✓ Preparing nodes 📦" >&2; sleep 60`),
  )
  const abort = new AbortController()
  const reason = new Error('enough')
  const onProgress = (line: string): void => {
    if (line.startsWith('• Preparing')) abort.abort(reason)
  }
  expect(await rejection(createCluster({ ...lab, onProgress, signal: abort.signal }), Error)).toBe(reason)
  expect(calls()).toEqual([create, 'made', remove])
})

test('no kind', async () => {
  emptyPath()
  expect((await rejection(createCluster(lab), ToolMissingError)).tool).toBe('kind')
})
