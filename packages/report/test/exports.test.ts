import * as report from '@underlay/report'
import { expect, it } from 'vitest'

it('exports these names, no more', () => {
  expect(Object.keys(report)).toEqual(['reportPage'])
})
