import { presets } from '@underlay/configs'
import { expect, test, vi } from 'vitest'
import { bringUpLab } from '../../../src/up/bring-up-lab.ts'
import type { planLab } from '../../../src/up/plan-lab.ts'
import { rejection } from '../refusal.ts'

const fake = vi.hoisted(() => ({ planLab: vi.fn<typeof planLab>() }))

vi.mock('../../../src/up/plan-lab.ts', () => fake)

const lab = presets['flannel-vxlan'].define({ name: 'mine' })

test('an abort does not wait for a plan that Docker keeps waiting', async () => {
  fake.planLab.mockReturnValue(new Promise(() => {}))
  const [abort, reason] = [new AbortController(), new Error('enough')]
  const up = bringUpLab(lab, { signal: abort.signal })
  setTimeout(() => abort.abort(reason), 20)
  expect(await rejection(up, Error)).toBe(reason)
})
