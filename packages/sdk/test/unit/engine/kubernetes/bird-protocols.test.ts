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
function cluster(answer: (pod: string, socket: string) => Said) {
  const asked: { readonly where: object; readonly argv: readonly string[] }[] = []
  const selections: (PodSelection | undefined)[] = []
  const kubernetes: Pick<Kubernetes, 'pods' | 'exec'> = {
    pods: async (selection) => {
      selections.push(selection)
      return recordedPods.filter(({ metadata }) => metadata.labels?.['k8s-app'] === selection?.labels?.['k8s-app'])
    },
    exec: async (where, argv) => {
      asked.push({ where, argv })
      const { stdout = '', stderr = '', exitCode = 0 } = answer(where.pod, argv[2] ?? '')
      const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() }
      streams.stdout.end(stdout)
      streams.stderr.end(stderr)
      return { ...streams, exited: Promise.resolve({ exitCode }), close: () => {}, hold: () => {} }
    },
  }
  return { kubernetes, asked, selections }
}

const plain = { ipFamily: 'ipv4', shortNameOf } as const

test('what BIRD says in each calico-node pod, by the short name of its node', async () => {
  const { kubernetes, asked, selections } = cluster((pod) => ({ stdout: `BIRD of ${pod}` }))
  const said = await calicoBirdProtocols(kubernetes, plain)
  expect(Object.fromEntries(said)).toEqual({
    worker2: ['BIRD of calico-node-5gwdl'],
    worker: ['BIRD of calico-node-7f6ld'],
    'control-plane': ['BIRD of calico-node-7vgp7'],
    worker3: ['BIRD of calico-node-trm58'],
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
  expect([...(await calicoBirdProtocols(kubernetes, plain))]).toEqual([['worker2', ['x']]])
})

test('where nodes have IPv6 its own BIRD is asked too; without that there is one', async () => {
  const stderr = 'Unable to connect to server control socket (/var/run/calico/bird6.ctl): No such file or directory\n'
  const { kubernetes, asked } = cluster((pod, socket) => {
    if (!socket.endsWith('bird6.ctl')) return { stdout: 'Mesh_10_1_5_10 BGP\n' }
    return pod === 'calico-node-5gwdl' ? { stdout: 'Mesh_fd00_1__10 BGP\n' } : { stderr, exitCode: 1 }
  })
  const said = await calicoBirdProtocols(kubernetes, { ...plain, ipFamily: 'dual' })
  expect(said.get('worker2')).toEqual(['Mesh_10_1_5_10 BGP\n', 'Mesh_fd00_1__10 BGP\n'])
  expect(said.get('worker')).toEqual(['Mesh_10_1_5_10 BGP\n'])
  expect(asked).toHaveLength(8)
})

test('a BIRD of IPv6 that has died is told beside the other', async () => {
  const stderr = 'Unable to connect to server control socket (/var/run/calico/bird6.ctl): Connection refused\n'
  const { kubernetes } = cluster((_, socket) =>
    socket.endsWith('bird6.ctl') ? { stderr, exitCode: 1 } : { stdout: 'x' },
  )
  const said = await calicoBirdProtocols(kubernetes, { ...plain, ipFamily: 'ipv6' })
  expect(said.get('worker')).toEqual(['x', undefined])
})

test('a BIRD that has died hides no other', async () => {
  const stderr = 'Unable to connect to server control socket (/var/run/calico/bird.ctl): Connection refused\n'
  const { kubernetes } = cluster((pod) => (pod === 'calico-node-5gwdl' ? { stderr, exitCode: 1 } : { stdout: 'x' }))
  const said = await calicoBirdProtocols(kubernetes, plain)
  expect([said.get('worker2'), said.get('worker')]).toEqual([[undefined], ['x']])
})

test('a birdcl that fails otherwise is told, with its pod', async () => {
  const { kubernetes } = cluster((pod) => (pod === 'calico-node-5gwdl' ? { stderr: 'syntax', exitCode: 1 } : {}))
  const error = await rejection(calicoBirdProtocols(kubernetes, plain), CommandError)
  expect(error).toMatchObject({ where: 'calico-node-5gwdl', exitCode: 1, stderr: 'syntax' })
})

test('an exec that fails is told as it is', async () => {
  const { kubernetes } = cluster(() => ({}))
  const refused = new LabError('no exec')
  const broken = { ...kubernetes, exec: async () => Promise.reject(refused) }
  expect(await rejection(calicoBirdProtocols(broken, plain), LabError)).toBe(refused)
})
