import { expect, test } from 'vitest'
import { nodeContainers } from '../../../../src/engine/kind/containers.ts'
import { EngineError, LabStateError } from '../../../../src/errors.ts'
import { rejection } from '../../refusal.ts'
import { fakeDocker, idOf, kindNode } from './fake-docker.ts'
import { kindLab, lab, nodeNames, nodes } from './kind-lab.ts'

const worker = `${lab}-worker`

test("the nodes in the order of the kind config, with their addresses in Docker's network, by one call", async () => {
  const { calls } = fakeDocker({ containers: nodes.toReversed() })
  const { nodes: found, network, gateway } = await nodeContainers(kindLab())
  expect(found.map(({ shortName, ipv4, pid }) => [shortName, ipv4, pid])).toEqual([
    ['control-plane', '172.18.0.2', 4711],
    ['worker', '172.18.0.3', 4711],
    ['worker2', '172.18.0.4', 4711],
    ['worker3', '172.18.0.5', 4711],
  ])
  expect([network, gateway]).toEqual(['kind', '172.18.0.1'])
  expect(calls()).toEqual([`container inspect -- ${nodeNames.join(' ')}`])
})

test('one that is gone: the lab is to be built again', async () => {
  fakeDocker({ containers: nodes.filter(({ name }) => name !== worker) })
  const { message } = await rejection(nodeContainers(kindLab()), LabStateError)
  expect(message).toBe(
    `the lab ${lab} is not whole: ${worker} is gone\n  fix: underlay down ${lab}, or destroyCluster('${lab}'), then build it again`,
  )
})

test('one of the same name that was made since is not the lab’s', async () => {
  fakeDocker({ containers: nodes })
  const { containers } = kindLab()
  const before = kindLab({ containers: { ...containers, [worker]: idOf('an earlier one') } })
  expect((await rejection(nodeContainers(before), LabStateError)).message).toContain(`${worker} is gone`)
})

test('those that are stopped: the lab only has to be started', async () => {
  fakeDocker({ containers: nodeNames.map((name) => kindNode(name, lab, { running: name === worker })) })
  const { message, fix } = await rejection(nodeContainers(kindLab()), LabStateError)
  expect(message).toContain(`${lab}-control-plane does not run, ${lab}-worker2 does not run`)
  expect(fix).toBe(`docker start ${nodeNames.join(' ')}`)
})

test('one gone and one stopped: starting does not help', async () => {
  const [first, , ...others] = nodes
  fakeDocker({ containers: [{ ...first, name: nodeNames[0] ?? '', running: false }, ...others] })
  const { message, fix } = await rejection(nodeContainers(kindLab()), LabStateError)
  expect(message).toContain(`${lab}-control-plane does not run, ${worker} is gone`)
  expect(fix).toContain('destroyCluster')
})

test('Docker out of reach is told as such', async () => {
  fakeDocker().stop()
  expect((await rejection(nodeContainers(kindLab()), EngineError)).message).toContain('Docker does not answer')
})
