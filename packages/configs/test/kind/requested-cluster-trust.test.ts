import { expect, test } from 'vitest'
import { formatIssue, parseKindConfig, requestedClusterTrust } from '../../src/index.ts'

const text = [
  'kind: Cluster',
  'apiVersion: kind.x-k8s.io/v1alpha4',
  'nodes:',
  '- role: control-plane',
  '  image: kindest/node:v1.34.0',
  '  extraMounts:',
  '  - hostPath: /',
  '    containerPath: /host',
  '- role: worker',
  '  image: evil/kindest/node:v1.34.0',
].join('\n')

test('a text that mounts folders of the machine, or brings images of its own, asks for trust', () => {
  expect(requestedClusterTrust(parseKindConfig(text, { file: 'kind.yaml' })).map(formatIssue)).toEqual([
    'kind.yaml:7:5 nodes[0].extraMounts[0] mounts /',
    'kind.yaml:10:10 nodes[1].image makes a container with evil/kindest/node:v1.34.0',
  ])
})

test('what was built in code does not', () => {
  const { nodes = [], ...rest } = parseKindConfig(text)
  const built = { ...rest, nodes: nodes.map((node) => ({ ...node })) }
  expect(requestedClusterTrust(built)).toEqual([])
})
