import { expect, test } from 'vitest'
import type { Ability, Finding } from '../../../src/doctor/finding.ts'
import { outlook, weigh } from '../../../src/doctor/outlook.ts'

const finding = (probe: string, stops: readonly Ability[] = [], fix?: string): Finding => ({
  probe,
  status: stops.length > 0 ? 'skipped' : 'ok',
  detail: probe,
  durationMs: 1,
  stops,
  ...(fix !== undefined && { fix }),
})

test('a good machine has everything', () => {
  expect(outlook([finding('docker'), finding('kind')])).toEqual({
    engines: ['netns', 'kind'],
    hosts: ['local', 'microvm', 'docker'],
    usable: true,
    next: expect.stringMatching(/^underlay up /),
  })
})

test('without Docker there is netns', () => {
  const findings = [finding('docker', ['kind', 'docker'], 'install Docker')]
  expect(outlook(findings)).toMatchObject({ engines: ['netns'], hosts: ['local', 'microvm'], usable: true })
  expect(outlook(findings, { engine: 'kind' })).toMatchObject({ usable: false, next: 'install Docker' })
  expect(outlook(findings, { engine: 'netns', host: 'docker' })).toMatchObject({
    usable: false,
    next: 'install Docker',
  })
  expect(outlook(findings, { engine: 'netns', host: 'local' })).toMatchObject({ usable: true })
})

test('the fix that is told is one of what was asked for', () => {
  const findings = [finding('namespaces', ['local'], 'be root'), finding('kind', ['kind'], 'install kind')]
  expect(outlook(findings, { engine: 'kind' }).next).toBe('install kind')
  expect(outlook(findings, { engine: 'netns' }).usable).toBe(true)
})

test('nothing at all', () => {
  const findings = [finding('programs', ['local', 'microvm'], 'apt'), finding('docker', ['kind', 'docker'])]
  expect(outlook(findings)).toMatchObject({ engines: [], hosts: [], usable: false, next: 'apt' })
})

test('what stops the engine that is asked for is a problem', () => {
  const findings = [finding('docker', ['kind', 'docker']), finding('cache')]
  const statuses = (question: Parameters<typeof weigh>[1]) => weigh(findings, question).map(({ status }) => status)
  expect(statuses({})).toEqual(['skipped', 'ok'])
  expect(statuses({ engine: 'kind' })).toEqual(['problem', 'ok'])
  expect(statuses({ engine: 'netns' })).toEqual(['skipped', 'ok'])
  expect(statuses({ engine: 'netns', host: 'docker' })).toEqual(['problem', 'ok'])
})
