import { expect, test, vi } from 'vitest'
import {
  parseClabTopology,
  parseKindConfig,
  parseManifests,
  requestedClusterTrust,
  requestedTrust,
  requestedWorkloadTrust,
} from '../../src/index.ts'

/** Another copy of this package, as a lab file's own `node_modules` has it. */
async function anotherCopy() {
  vi.resetModules()
  return import('../../src/index.ts')
}

const clab = 'name: lab\ntopology:\n  nodes:\n    h1:\n      kind: linux\n      exec: [reboot]\n'
const kind =
  'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n- role: control-plane\n  extraMounts: [{hostPath: /, containerPath: /host}]\n'
const pod = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: app\nspec:\n  hostPID: true\n'

test('what another copy has parsed asks for the same trust', async () => {
  const other = await anotherCopy()
  expect(other.parseClabTopology).not.toBe(parseClabTopology)
  expect([
    requestedTrust(other.parseClabTopology(clab)).map(({ message }) => message),
    requestedClusterTrust(other.parseKindConfig(kind)).map(({ message }) => message),
    requestedWorkloadTrust(other.parseManifests(pod)).map(({ message }) => message),
  ]).toEqual([['runs reboot'], ['mounts /'], ['shares its node: hostPID']])
  expect(other.requestedTrust(parseClabTopology(clab))).toHaveLength(1)
  expect(other.requestedClusterTrust(parseKindConfig(kind))).toHaveLength(1)
  expect(other.requestedWorkloadTrust(parseManifests(pod))).toHaveLength(1)
})

test('what was built in code asks for none, whichever copy looks', async () => {
  const other = await anotherCopy()
  const built = structuredClone(parseClabTopology(clab))
  expect([requestedTrust(built), other.requestedTrust(built)]).toEqual([[], []])
})
