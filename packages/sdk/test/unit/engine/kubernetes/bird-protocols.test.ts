import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { calicoBirdProtocols } from '../../../../src/engine/kubernetes/bird-protocols.ts'
import { CommandError, LabError } from '../../../../src/errors.ts'
import type { Kubernetes } from '../../../../src/kubernetes/kubernetes.ts'
import type { PodSelection } from '../../../../src/kubernetes/pod/kubernetes-pod.ts'
import { rejection } from '../../refusal.ts'
import { recordedPods, shortNameOf } from './recorded.ts'

interface Said {
  readonly stdout?: string
  readonly stderr?: string
  readonly exitCode?: number
}

/** The recorded cluster, where birdcl says that in each calico-node pod. */
function cluster(answer: (pod: string) => Said) {
  const asked: { readonly where: object; readonly argv: readonly string[] }[] = []
  const selections: (PodSelection | undefined)[] = []
  const kubernetes: Pick<Kubernetes, 'pods' | 'exec'> = {
    pods: async (selection) => {
      selections.push(selection)
      return recordedPods.filter(({ metadata }) => metadata.labels?.['k8s-app'] === selection?.labels?.['k8s-app'])
    },
    exec: async (where, argv) => {
      asked.push({ where, argv })
      const { stdout = '', stderr = '', exitCode = 0 } = answer(where.pod)
      const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() }
      streams.stdout.end(stdout)
      streams.stderr.end(stderr)
      return { ...streams, exited: Promise.resolve({ exitCode }), close: () => {}, hold: () => {} }
    },
  }
  return { kubernetes, asked, selections }
}

test('what BIRD says in each calico-node pod, by the short name of its node', async () => {
  const { kubernetes, asked, selections } = cluster((pod) => ({ stdout: `BIRD of ${pod}` }))
  const said = await calicoBirdProtocols(kubernetes, shortNameOf)
  expect(Object.fromEntries(said)).toEqual({
    worker2: 'BIRD of calico-node-5gwdl',
    worker: 'BIRD of calico-node-7f6ld',
    'control-plane': 'BIRD of calico-node-7vgp7',
    worker3: 'BIRD of calico-node-trm58',
  })
  expect(selections).toEqual([{ labels: { 'k8s-app': 'calico-node' } }])
  expect(asked[0]).toEqual({
    where: { namespace: 'kube-system', pod: 'calico-node-5gwdl', container: 'calico-node' },
    argv: ['birdcl', '-s', '/var/run/calico/bird.ctl', 'show', 'protocols', 'all'],
  })
})

test('where the datapath has no BIRD there is no socket, and nothing to say', async () => {
  const stderr = 'Unable to connect to server control socket (/var/run/calico/bird.ctl): No such file or directory\n'
  const { kubernetes } = cluster((pod) => (pod === 'calico-node-5gwdl' ? { stdout: 'x' } : { stderr, exitCode: 1 }))
  expect([...(await calicoBirdProtocols(kubernetes, shortNameOf))]).toEqual([['worker2', 'x']])
})

test('a BIRD that has died is told, with its pod', async () => {
  const stderr = 'Unable to connect to server control socket (/var/run/calico/bird.ctl): Connection refused\n'
  const { kubernetes } = cluster((pod) => (pod === 'calico-node-5gwdl' ? { stderr, exitCode: 1 } : { stdout: 'x' }))
  const error = await rejection(calicoBirdProtocols(kubernetes, shortNameOf), CommandError)
  expect(error).toMatchObject({ where: 'calico-node-5gwdl', exitCode: 1, stderr })
})

test('an exec that fails is told as it is', async () => {
  const { kubernetes } = cluster(() => ({}))
  const refused = new LabError('no exec')
  const broken = { ...kubernetes, exec: async () => Promise.reject(refused) }
  expect(await rejection(calicoBirdProtocols(broken, shortNameOf), LabError)).toBe(refused)
})
