import { expect, test } from 'vitest'
import { clusterOf } from '../../../src/cluster/cluster.ts'
import { stepsOf } from '../../../src/up/steps.ts'
import { fakeEngine } from '../cluster/fake-engine.ts'
import { fabric, preset } from '../reference-lab.ts'

test.for([undefined, false, true])(
  'which bridges may be used, the attaching decides by the trust: %s',
  async (trust) => {
    const { lab, asked } = fakeEngine('kind')
    const cluster = clusterOf({ ...lab, model: () => ({ ...lab.model(), fabric }) }, 'creator')
    const planned = (['create', 'attach'] as const).map((step) => ({ step, action: 'make', reason: '' }) as const)
    const options = trust === undefined ? {} : { trust }
    for (const step of stepsOf({ ...preset, name: preset.name }, planned, async () => cluster, options)) {
      await step.run(() => {})
    }
    expect(asked).toEqual([['attach', preset.clab, preset.files, { driver: 'auto', trust: trust ?? false }]])
  },
)
