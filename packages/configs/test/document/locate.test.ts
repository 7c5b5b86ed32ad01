import { expect, test } from 'vitest'
import { locate, parseClabTopology, parseVyosConfigBoot } from '../../src/index.ts'
import { tutorial } from '../tutorial.ts'

test('finds values, lists and list items of a parsed document', () => {
  const topology = parseClabTopology(tutorial('clab.yaml'), { file: 'clab.yaml' })
  const at = (...path: (string | number)[]) => {
    const place = locate(topology, path)
    return place && `${place.file}:${place.line}:${place.column}`
  }
  expect(at('name')).toBe('clab.yaml:1:7')
  expect(at('topology', 'links', 4, 'endpoints', 1)).toBe('clab.yaml:57:31')
  expect(at('topology', 'links', 4, 'endpoints')).toBe('clab.yaml:57:7')
  expect(at('topology', 'nodes', 'server3', 'exec', 0)).toBe('clab.yaml:39:9')
})

test('a path that does not exist gives its nearest ancestor', () => {
  const topology = parseClabTopology(tutorial('clab.yaml'), { file: 'clab.yaml' })
  expect(locate(topology, ['topology', 'nodes', 'br-pool0', 'mtu'])).toEqual({ file: 'clab.yaml', line: 12, column: 5 })
})

test('finds the values of a gateway in its config.boot', () => {
  const { gateway } = parseVyosConfigBoot(tutorial('gw0-boot.cfg'), { file: 'gw0-boot.cfg' })
  expect(locate(gateway, ['interfaces', 1, 'addresses', 0])).toEqual({ file: 'gw0-boot.cfg', line: 9, column: 9 })
})

test('knows nothing of copies and of documents built in code', () => {
  const topology = parseClabTopology(tutorial('clab.yaml'))
  expect(locate({ ...topology }, ['name'])).toBeUndefined()
})
