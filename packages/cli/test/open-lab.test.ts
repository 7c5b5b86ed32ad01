import { expect, test } from 'vitest'
import { chooseLab, openLab } from '../src/lab/open-lab.ts'

const running = { engine: 'netns', state: 'running' } as const

test('without a name it is the only lab that is no ruin', () => {
  const stale = { name: 'old', engine: 'kind', state: 'stale' } as const
  expect(chooseLab([{ ...running, name: 'mine' }, stale])).toBe('mine')
  expect(
    chooseLab(
      [
        { ...running, name: 'mine' },
        { name: 'real', engine: 'kind', state: 'changing' },
      ],
      'kind',
    ),
  ).toBe('real')
  expect(() => chooseLab([])).toThrow('no lab is running\n  fix: underlay up')
  expect(() => chooseLab([{ ...stale, garbage: true }])).toThrow('no lab is running\n  fix: underlay up')
  expect(() => chooseLab([{ ...stale, reason: 'Docker does not answer' }])).toThrow(
    'no lab is running\nold is stale: Docker does not answer\n  fix: underlay ls',
  )
  const two = [
    { ...running, name: 'one' },
    { ...running, name: 'two' },
  ]
  expect(() => chooseLab(two)).toThrow('which lab? There are one, two\n  fix: --lab one, or UNDERLAY_LAB=one')
})

test('a lab and a cluster are not both', async () => {
  await expect(openLab({ lab: 'mine', context: 'prod' })).rejects.toThrow('--lab is a lab, --kubeconfig and --context')
})
