import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { daemonSet } from '@underlay/configs'
import { expect, test } from 'vitest'
import { applyObjects } from '../../../../src/engine/kind/apply-objects.ts'
import { ensureHelper } from '../../../../src/engine/kind/helper-container.ts'
import { prepare } from '../../../../src/engine/kind/prepare.ts'
import { fakePrograms, isAlive } from '../../process/fake-programs.ts'
import { rejection } from '../../refusal.ts'
import { config } from './fake-kind.ts'
import { fakeKubernetes } from './fake-kubernetes.ts'

const say = (): void => {}
const kind = "echo 'kind v0.33.0 go1.26.8 linux/amd64'"
const info = JSON.stringify({ ID: 'engine-1', ServerVersion: '29.0.0', CgroupVersion: '2', Name: 'elsewhere' })

/** A Docker that has nothing, and never ends one of its commands. */
const stuckAt = (command: string): string => `case "$1 $2" in
${command}*) echo $$ > "$(dirname "$0")/pid"; exec sleep 60;;
"info --format") echo '${info}';;
"network inspect" | "container inspect") echo '[]';;
"image inspect") echo "No such image: $last" >&2; exit 1;;
esac`

test.for([
  ['looks at the machine', 'info', (signal: AbortSignal) => prepare(config, { signal, say })],
  ['looks for the image of the nodes', '"image inspect"', (signal: AbortSignal) => prepare(config, { signal, say })],
  ['pulls the image of the nodes', 'pull', (signal: AbortSignal) => prepare(config, { signal, say })],
  [
    'pulls the image of the helper',
    'pull',
    (signal: AbortSignal) => ensureHelper('lab', { image: 'none', network: 'kind' }, { signal, say }),
  ],
  [
    'pulls the image of a pod',
    'pull',
    (signal: AbortSignal) => {
      const site = { kubernetes: fakeKubernetes().kubernetes, nodes: ['a'], say }
      return applyObjects(site, [daemonSet('app')], { timeoutMs: 60_000, signal })
    },
  ],
] as const)('who is told to stop while it %s has ended what ran', async ([, command, begin]) => {
  const { folder } = fakePrograms({ docker: stuckAt(command), kind })
  const [abort, reason] = [new AbortController(), new Error('enough')]
  const stopped = rejection(begin(abort.signal), Error)
  const pid = join(folder, 'pid')
  await expect.poll(() => existsSync(pid) && readFileSync(pid, 'utf8'), { timeout: 10_000 }).toMatch(/^\d+\n$/)
  abort.abort(reason)
  expect(await stopped).toBe(reason)
  expect(isAlive(Number(readFileSync(pid, 'utf8')))).toBe(false)
})
