import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'

import { expect, onTestFinished, test } from 'vitest'

const script = `
import { interruptible, timePlainKind } from ${JSON.stringify(resolve(import.meta.dirname, '../bench/plain-kind.ts'))}
const ms = await interruptible((signal) => timePlainKind('bench-plain', 'kind: Cluster', signal))
console.log(ms > 0 ? 'measured' : 'nothing')
`

/** Runs the bench's first part on a kind that is a shell script; without one there is none. */
function runBench(create?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'underlay-bench-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [bin, temporary, log] = ['bin', 'tmp', 'calls'].map((name) => join(folder, name)) as [string, string, string]
  for (const path of [bin, temporary]) mkdirSync(path)
  if (create !== undefined) {
    const kind = `#!/bin/sh\necho "$*" >> '${log}'\n[ "$1" = create ] || exit 0\necho 'Creating cluster "bench-plain" ...' >&2\n${create}\n`
    writeFileSync(join(bin, 'kind'), kind)
    chmodSync(join(bin, 'kind'), 0o755)
  }
  const env = { ...process.env, PATH: create === undefined ? bin : `${bin}:/usr/bin:/bin`, TMPDIR: temporary }
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script], { env })
  const outputs = Promise.all([text(child.stdout), text(child.stderr)])
  return {
    child,
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []),
    left: () => readdirSync(temporary),
    ended: async () => {
      const [exitCode] = (await once(child, 'exit')) as [number | null]
      const [stdout, stderr] = await outputs
      return { exitCode, stdout, stderr }
    },
  }
}

const kubeconfig = /^delete cluster --name bench-plain --kubeconfig (\S+)\/underlay-bench-\w+\/kubeconfig$/

test('kind alone is timed, its cluster deleted, its kubeconfig too', async () => {
  const bench = runBench('cat >/dev/null')
  expect(await bench.ended()).toMatchObject({ exitCode: 0, stdout: 'measured\n' })
  expect(bench.calls().map((call) => call.split(' ')[0])).toEqual(['create', 'delete'])
  expect(bench.calls()[1]).toMatch(kubeconfig)
  expect(bench.left()).toEqual([])
})

test('without kind the tool and the fix are named', async () => {
  const bench = runBench()
  const { exitCode, stderr } = await bench.ended()
  expect(exitCode).toBe(1)
  expect(stderr).toContain('kind is needed and was not found\n  fix: go install sigs.k8s.io/kind@latest')
  expect(bench.left()).toEqual([])
})

test('a kind that fails is told with its words, and what it left is deleted', async () => {
  const bench = runBench('echo "ERROR: failed to create cluster: it is on fire" >&2; exit 1')
  expect((await bench.ended()).stderr).toContain('it is on fire')
  expect(bench.calls().at(-1)).toMatch(kubeconfig)
  expect(bench.left()).toEqual([])
})

test.for([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s while kind works: its cluster is deleted first', async ([signal, exitCode]) => {
  const bench = runBench('exec sleep 60')
  await expect.poll(bench.calls, { timeout: 10_000 }).toHaveLength(1)
  // Kind has said that the cluster is its own by then.
  await new Promise((resolve) => setTimeout(resolve, 200))
  bench.child.kill(signal)
  expect(await bench.ended()).toMatchObject({ exitCode, stdout: '' })
  expect(bench.calls().at(-1)).toMatch(kubeconfig)
  expect(bench.left()).toEqual([])
})
