import { expect, test } from 'vitest'
import { collectOutputs } from '../../src/run/collect-outputs.ts'
import { stderr, stdout } from '../records.ts'
import { compareOutputs } from './texts.ts'

function cutAfter4(...texts: readonly string[]) {
  const outputs = collectOutputs(4)
  for (const text of texts) outputs.add(stdout(text))
  outputs.add(stderr('progress'))
  return outputs.done()
}

test('what a record does not keep is compared by its sum', () => {
  expect(compareOutputs(cutAfter4('12345', '6'), cutAfter4('123456'))).toEqual([])
  expect(compareOutputs(cutAfter4('123456'), cutAfter4('123457'))).toMatchObject([
    { where: 'all outputs, what was cut', recorded: expect.stringContaining('SHA-256') },
  ])
  expect(compareOutputs(cutAfter4('1234'), cutAfter4('12345'))).toHaveLength(1)
})
