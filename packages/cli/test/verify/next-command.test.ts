import { verifyLayers } from '@underlay/sdk'
import { expect, test } from 'vitest'
import { layerNames } from '../../src/verify/layer-names.ts'
import { verdictCodes } from '../../src/verify/verdict-codes.ts'
import { layersIn } from '../../src/verify/layers-in.ts'
import { nextCommand } from '../../src/verify/next-command.ts'

const finding = { from: 'worker', to: 'pod/app', outcome: 'fail', summary: '', message: '' } as const

test.for([
  [{ layer: 'path' }, {}, 'underlay trace worker pod/app'],
  [{ layer: 'reach', family: 6 }, { lab: 'two' }, 'underlay trace worker pod/app --family 6 --lab two'],
  [{ layer: 'mtu', expected: 1450 }, {}, 'underlay trace worker pod/app --size 1450'],
  [{ layer: 'bgp' }, { lab: 'two' }, 'underlay inspect bgp --lab two'],
  [{ layer: 'addresses' }, { context: "o'hara's" }, "underlay inspect nodes --context 'o'\\''hara'\\''s'"],
] as const)('%j: %s', ([what, args, expected]) => {
  expect(nextCommand({ ...finding, ...what }, args)).toBe(expected)
})

test('the names of the help and of completion are those of the SDK', () => {
  expect(layerNames).toEqual(verifyLayers)
})

test('layers by name; an unknown one is refused with those that there are', () => {
  expect(layersIn('reach, mtu')).toEqual(['reach', 'mtu'])
  expect(() => layersIn('reach,nix')).toThrow(/--only nix: there is no such layer\n {2}fix: some of addresses,/)
})

test('exit codes are those of the help', () => {
  expect(verdictCodes).toEqual({ pass: 0, fail: 1, inconclusive: 2 })
})
