import { expect, test } from 'vitest'

import { outputOf, runSnippet } from '../run-snippet.ts'

test("the snippets of one lab, on this machine's kernel, print what the pages say; -u writes it", async () => {
  await expect(await runSnippet('lab', { UNDERLAY_HOST: 'local' })).toMatchFileSnapshot(outputOf('lab'))
})

test('the script of the first page builds its lab, and its verdict is that of the page', async () => {
  const printed = await runSnippet('first-lab')
  expect(printed).toMatch(/^control-plane:net0, gw0:eth2 {2}ipip {2}10\.1\.5\.10 → 10\.1\.8\.10 \| .* 12 packets/m)
})

test('the fault of the page on sabotage throws, and is named', async () => {
  await expect(runSnippet('sabotage', { UNDERLAY_HOST: 'local' })).rejects.toThrow(/the MTU of \S+ is 1400/)
})
