import { describe, expect, test } from 'vitest'
import { calicoIpipCrossSubnet, daemonSet, defineLab, kindConfig, racks, TopologyError } from '../../src/index.ts'
import type { LabParts } from '../../src/index.ts'

const { kind, clab, files, calico, workload } = racks({ name: 'lab', racks: 2, nodesPerRack: 1 })

function mistakesOf(parts: object): readonly string[] {
  try {
    defineLab(parts as LabParts)
  } catch (error) {
    if (error instanceof TopologyError) return error.message.split('\n')
    throw error
  }
  return []
}

describe('a lab is its documents', () => {
  test('the name is the kind config’s, and all the rest as given', () => {
    expect(defineLab({ kind, clab, files, calico, workload })).toEqual({
      name: 'lab',
      kind,
      clab,
      files,
      calico,
      workload,
    })
  })

  test('what racks() and presets make is one already', () => {
    const preset = calicoIpipCrossSubnet()
    expect(defineLab(preset)).toEqual(preset)
    const flannel = racks({ racks: 2, nodesPerRack: 1, flannel: {} })
    expect(defineLab(flannel)).toEqual(flannel)
  })

  test('nodes alone are one, and so are nodes with a fabric', () => {
    expect(defineLab({ kind })).toEqual({ name: 'lab', kind })
    expect(defineLab({ kind, clab, files }).clab).toBe(clab)
  })

  test('the workload may have what only an engine with Kubernetes knows', () => {
    const policy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'deny' } }
    expect(mistakesOf({ kind, clab, files, calico, workload: [...workload, policy] })).toEqual([])
  })
})

const plainKind = kindConfig({ name: 'lab', podSubnet: '10.98.0.0/16', nodes: [{ role: 'control-plane' }] })
const ownCni = { ...plainKind, networking: { ...plainKind.networking, disableDefaultCNI: false } }

test.each([
  [{}, ['lab kind is required']],
  [
    { kind: 'kind.yaml', calco: {} },
    [/^lab kind must be a mapping, is 'kind.yaml'/, /^lab calco is not a known key; did you mean 'calico'/],
  ],
  [{ kind, name: 'other' }, ['lab name is other, and the kind config says lab; leave it out, or make them one']],
  [{ kind, clab, files, calico, flannel: {} }, [/^lab flannel is given beside calico; a cluster has one CNI/]],
  [{ kind, calico }, [/^lab calico stands on a fabric, and clab is not given; add the topology/]],
  [
    { kind, clab, files, workload: [daemonSet('app')] },
    [/^lab workload has pods, which need a CNI; add calico or flannel/],
  ],
  [{ kind: ownCni, workload: [daemonSet('app')] }, []],
  [
    { kind: ownCni, clab: { name: 'lab', topology: { nodes: { br: { kind: 'bridge' } } } }, calico },
    [/kind's own CNI; set networking.disableDefaultCNI/],
  ],
  [{ kind, clab, files: {}, calico }, [/startup-conf/]],
  [{ kind, clab, files, calico: { ipip: 'Sometimes' } }, [/^calico options ipip must be one of/]],
  [{ kind, clab, files, flannel: { backend: 'udp' } }, [/^flannel options backend must be one of/]],
])('%# every mistake is told at once', (parts, expected) => {
  const mistakes = mistakesOf(parts)
  expect(mistakes).toHaveLength(expected.length)
  for (const [index, mistake] of expected.entries()) expect(mistakes[index]).toMatch(mistake)
})

test('mistakes of several documents come in one error', () => {
  const broken = { kind, clab, files: {}, calico: { ipip: 'No' }, name: 'x' }
  expect(
    mistakesOf(broken)
      .map((line) => line.split(' ')[0])
      .toSorted(),
  ).toEqual(['calico', 'lab', 'topology'])
})
