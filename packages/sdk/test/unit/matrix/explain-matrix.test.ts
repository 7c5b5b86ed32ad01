import type { EncapMatrix } from '@underlay/evidence'
import { expect, test } from 'vitest'
import { explainMatrix } from '../../../src/matrix/explain-matrix.ts'
import { fakeEndpoint } from '../traffic/endpoint.ts'

test('what fails while causes are looked for does not replace the verdict', async () => {
  const { endpoint } = fakeEndpoint(() => ({}))
  const matrix = { cells: [{ from: 'a', to: 'b', outcome: 'fail' }] } as unknown as EncapMatrix
  // A place that is neither a pod nor a node.
  const lines = await explainMatrix(endpoint.cluster, matrix, { between: [endpoint] })
  expect(lines).toEqual([expect.stringContaining('no cause was found: pod/app is neither a pod nor a node')])
})
