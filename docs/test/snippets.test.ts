import { expect, test } from 'vitest'

import { outputOf, runSnippet } from './run-snippet.ts'

test.each(['rule', 'verdict', 'filters', 'foreign-cni', 'streams'])(
  'the snippet %s prints what the pages say; -u writes it',
  async (name) => {
    await expect(await runSnippet(name)).toMatchFileSnapshot(outputOf(name))
  },
)
