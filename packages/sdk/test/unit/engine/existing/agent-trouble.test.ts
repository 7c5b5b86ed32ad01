import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { agentTrouble, describeAgent } from '../../../../src/engine/existing/agent-trouble.ts'
import { awaitAgentPod } from '../../../../src/engine/existing/await-agent-pod.ts'
import { LabError, LabTimeoutError } from '../../../../src/errors.ts'
import type { Kubernetes } from '../../../../src/kubernetes/kubernetes.ts'
import type { LiveObject } from '../../../../src/kubernetes/object/live-object.ts'
import { rejection } from '../../refusal.ts'
import { live } from './fake-cluster.ts'

const plan = { name: 'agent-1a-1', session: '1a', node: 'dev-worker', image: 'tools:1' }

function pod(phase: string, state: object): LiveObject {
  const object = live({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'agent-1a-1-x', namespace: 'underlay' } })
  const status = { phase, containerStatuses: [{ name: 'agent', image: 'tools:1', ready: false, state }] }
  return { ...object, spec: { containers: [] }, status }
}

function event(message: string): LiveObject {
  const object = live({ apiVersion: 'v1', kind: 'Event', metadata: { name: 'e' } })
  return { ...object, reason: 'FailedCreate', message }
}

const waiting = (reason: string, message = '') => pod('Pending', { waiting: { reason, message } })
const ended = (message: string) => pod('Failed', { terminated: { exitCode: 128, reason: 'StartError', message } })
const notPulled = waiting('ErrImagePull', 'no such host')
const image = 'fix: UNDERLAY_TOOLS_IMAGE=<an image that'

test.for([
  [[notPulled], false, 'the node dev-worker cannot pull the image tools:1: ErrImagePull: no such host', image],
  [[waiting('InvalidImageName')], true, 'the node dev-worker cannot pull the image tools:1: InvalidImageName', image],
  [
    [ended('exec: "perl": executable file not found in $PATH')],
    true,
    'the image tools:1 has no perl: StartError',
    image,
  ],
  [[ended('out of memory')], true, 'the tools pod on dev-worker ended: StartError', 'kubectl describe node dev-worker'],
  [
    [event('pods "a" is forbidden: violates PodSecurity "baseline:latest": privileged')],
    true,
    'the cluster refuses the tools pod for dev-worker: pods "a" is forbidden: violates PodSecurity',
    'kubectl label --overwrite namespace underlay pod-security.kubernetes.io/enforce=privileged',
  ],
  [[event('exceeded quota')], false, 'the cluster refuses the tools pod for dev-worker: exceeded quota', 'get events'],
] as const)('%# a pod that does not run says why, and what to do', ([seen, final, message, fix]) => {
  const trouble = agentTrouble(plan, seen)
  expect(trouble?.final).toBe(final)
  expect(trouble?.error.message).toContain(message)
  expect(trouble?.error.fix && `fix: ${trouble.error.fix}`).toContain(fix)
})

test('a pod on its way is no trouble, and a refusal is forgotten once there is one', () => {
  expect(agentTrouble(plan, [])).toBeUndefined()
  expect(agentTrouble(plan, [waiting('ContainerCreating')])).toBeUndefined()
  expect(agentTrouble(plan, [event('exceeded quota'), waiting('ContainerCreating')])).toBeUndefined()
  expect(describeAgent([])).toBe('no pod yet')
  expect(describeAgent([notPulled])).toBe('ErrImagePull: no such host')
})

/** An API that shows one set of objects after another, and then nothing new. */
function showing(...rounds: readonly (readonly LiveObject[])[]): Pick<Kubernetes, 'watchUntil'> {
  return {
    watchUntil: async (_selection, predicate, { timeoutMs, signal, what }) => {
      for (const seen of rounds) if (predicate(seen)) return seen
      await wait(timeoutMs, undefined, { signal: signal ?? AbortSignal.abort() }).catch(() => signal?.throwIfAborted())
      throw new LabTimeoutError(what, timeoutMs, 'Pending')
    },
  }
}

const how = { timeoutMs: 200, signal: new AbortController().signal, hopeMs: 10 }

test('the pod that runs is found', async () => {
  const runs = pod('Running', { running: {} })
  expect(await awaitAgentPod(showing([], [notPulled], [runs]), plan, how)).toEqual({
    namespace: 'underlay',
    pod: 'agent-1a-1-x',
    container: 'agent',
  })
})

test('an image that is not pulled is borne for a while', async () => {
  const error = await rejection(awaitAgentPod(showing([notPulled]), plan, how), LabError)
  expect(error.message).toContain('cannot pull the image')
})

test('a pod that only takes long ends in a timeout that says what to look at', async () => {
  const creating = waiting('ContainerCreating')
  const error = await rejection(awaitAgentPod(showing([notPulled], [creating]), plan, how), LabTimeoutError)
  expect(error.fix).toBe('see that the node is Ready: kubectl describe node dev-worker')
})

test('a pod that is removed is not waited for', async () => {
  const gone = awaitAgentPod(showing([waiting('ContainerCreating')], []), plan, how)
  expect((await rejection(gone, LabError)).message).toContain('was removed before it ran')
})
