import { randomBytes } from 'node:crypto'
import { finished } from 'node:stream/promises'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { LabError } from '../../../src/errors.ts'
import { readExitCode } from '../../../src/kubernetes/exec/exit-code.ts'
import { stdinOf } from '../../../src/kubernetes/exec/stdin.ts'
import { openKubernetes } from '../../../src/kubernetes/open.ts'
import { runScript } from '../run-script.ts'
import { fakeApi, refuse, writeKubeconfig } from './fake-api.ts'

// Commands in real containers: see the tests of the real tier.

const container = { namespace: 'lab', pod: 'app', container: 'tool' }

test('the exit code is in the causes of the status', () => {
  const failure = {
    status: 'Failure',
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: '3' }] },
  }
  expect(readExitCode('{"status":"Success"}', 'x')).toBe(0)
  expect(readExitCode(JSON.stringify(failure), 'x')).toBe(3)
})

test.for([
  ['{"status":"Failure","message":"executable file not found in $PATH"}', 'executable file not found in $PATH'],
  ['not JSON', 'not JSON'],
  ['null', 'null'],
  ['{"reason":"NonZeroExitCode"}', '{"reason":"NonZeroExitCode"}'],
] as const)('a command that did not start is a LabError: %s', ([status, message]) => {
  expect(() => readExitCode(status, 'nix in Pod lab/app')).toThrow(LabError)
  expect(() => readExitCode(status, 'nix in Pod lab/app')).toThrow(
    `nix in Pod lab/app: ${message}\n  fix: see that the`,
  )
})

const nothing = () => undefined

function fakeSocket(protocol: string, error?: Error) {
  const frames: Buffer[] = []
  const send = (frame: Buffer, done: (error?: Error) => void) => setImmediate(() => done((frames.push(frame), error)))
  return { frames, socket: { protocol, send, pause: nothing, resume: nothing, terminate: nothing, on: nothing } }
}

test('stdin is frames of channel 0, none longer than 32 KiB, and its end is one of channel 255', async () => {
  const lengths = fc.array(fc.nat({ max: 100_000 }), { maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(lengths, async (lengths) => {
      const chunks = lengths.map((length) => randomBytes(length))
      const { frames, socket } = fakeSocket('v5.channel.k8s.io')
      const stdin = stdinOf(socket)
      for (const chunk of chunks) stdin.write(chunk)
      await finished(stdin.end())
      expect(frames.pop()).toEqual(Buffer.of(255, 0))
      expect(frames.every((frame) => frame[0] === 0 && frame.length <= 32 * 1024 + 1)).toBe(true)
      expect(Buffer.concat(frames.map((frame) => frame.subarray(1))).equals(Buffer.concat(chunks))).toBe(true)
    }),
    { numRuns: 20 },
  )
})

test('where stdin can not be ended, ending it says so', async () => {
  await expect(finished(stdinOf(fakeSocket('v4.channel.k8s.io').socket).end())).rejects.toThrow(
    'use Kubernetes 1.30 or later',
  )
})

test('what can not be sent is told, and nothing is sent after it', async () => {
  const { socket, frames } = fakeSocket('v5.channel.k8s.io', new Error('write EPIPE'))
  const error = await new Promise((resolve) => stdinOf(socket).write(Buffer.alloc(100_000), resolve))
  expect(error).toEqual(new Error('write EPIPE'))
  expect(frames).toHaveLength(1)
})

test('a command that is gone does not take our process with it', () => {
  const { stdout, stderr } = runScript(`
    const { stdinOf } = await from('kubernetes/exec/stdin.ts')
    const stdin = stdinOf({ protocol: 'v5.channel.k8s.io', send: (frame, done) => done(new Error('write EPIPE')) })
    stdin.on('close', () => console.log('alive'))
    stdin.write('x')
  `)
  expect([stdout, stderr]).toEqual(['alive\n', ''])
})

test("a refused exec has the API server's words", async () => {
  const refused: Parameters<typeof refuse>[3] = 'pods "app" not found'
  const { kubernetes, seen } = await fakeApi({
    'GET /api/v1/namespaces/lab/pods/app/exec': (response: Parameters<typeof refuse>[0]) =>
      refuse(response, 404, 'NotFound', refused),
  })
  const executing = kubernetes.exec(container, ['ip', '-j', 'route'])
  await expect(executing).rejects.toThrow(LabError)
  await expect(executing).rejects.toThrow(`ip in Pod lab/app (tool): ${refused}\n  fix: see that the pod runs`)
  expect(seen[0]?.query).toMatchObject({ container: 'tool', stdin: 'true', command: 'route' })
})

test('an exec without an API server has the reason', async () => {
  const kubernetes = await openKubernetes({ kubeconfig: writeKubeconfig('http://127.0.0.1:1') })
  await expect(kubernetes.exec(container, ['true'])).rejects.toThrow(
    'true in Pod lab/app (tool): the Kubernetes API at http://127.0.0.1:1 did not answer: connect ECONNREFUSED 127.0.0.1:1',
  )
})

test('a log is its text, narrowed by the API server', async () => {
  const { kubernetes, seen } = await fakeApi({
    'GET /api/v1/namespaces/lab/pods/app/log': (response: Parameters<typeof refuse>[0]) => response.end('one\ntwo\n'),
  })
  expect(await kubernetes.logs(container, { tailLines: 2 })).toBe('one\ntwo\n')
  expect(seen[0]?.query).toEqual({ container: 'tool', tailLines: '2' })
  await expect(kubernetes.logs({ ...container, pod: 'nix' })).rejects.toThrow(
    'log of Pod lab/nix (tool): 404 page not found',
  )
})
