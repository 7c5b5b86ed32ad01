import { describe, expect, test } from 'vitest'
import { calicoIpipCrossSubnet, defineLab, describeCluster, presets, type Preset } from '../../src/index.ts'

const all: readonly [string, Preset][] = Object.entries(presets)

test('the first is the reference lab', () => {
  expect(all[0]?.[0]).toBe('calico-ipip-crosssubnet')
  expect(all[0]?.[1].define()).toEqual(calicoIpipCrossSubnet())
})

describe.for(all)('preset %s', ([name, { define, description }]) => {
  test('is a lab of its own name, without a mistake', () => {
    const lab = define()
    expect(lab.name).toBe(name)
    expect(defineLab(lab)).toEqual(lab)
    expect(describeCluster(lab.kind).nodes).toHaveLength(4)
  })

  test('takes another name and node image', () => {
    const lab = define({ name: 'mine', image: 'kindest/node:v1.36.0' })
    expect(lab.name).toBe('mine')
    expect(describeCluster(lab.kind).kubernetesVersion).toBe('1.36.0')
  })

  test('says in one line what it is', () => {
    expect(description).toMatch(/^[^\n]{10,90}$/)
  })
})
