import { expect, test } from 'vitest'
import { formatIssue, parseClabTopology, requestedBridges } from '../../src/index.ts'

const text = `name: lab
topology:
  nodes:
    docker0: { kind: bridge }
    br0|two: { kind: bridge, network-mode: container:two }
    two: { kind: linux }
    own: { kind: bridge }
`

test("a text that names the machine's bridges asks for a link to the machine, each with its place", () => {
  const topology = parseClabTopology(text, { file: 'clab.yaml' })
  expect(requestedBridges(topology, ['docker0', 'br0', 'virbr0']).map(formatIssue)).toEqual([
    'clab.yaml:4:5 topology.nodes.docker0 is a link to the machine: its bridge docker0',
    'clab.yaml:5:5 topology.nodes.br0|two is a link to the machine: its bridge br0',
  ])
})

test('of what was built in code only the parts of a text ask', () => {
  const { docker0 = {} } = parseClabTopology(text).topology.nodes
  const nodes = { docker0, br0: { kind: 'bridge' } }
  expect(requestedBridges({ name: 'mine', topology: { nodes } }, ['docker0', 'br0']).map(({ path }) => path)).toEqual([
    'topology.nodes.docker0',
  ])
})
