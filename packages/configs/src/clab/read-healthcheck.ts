import type { Review } from '../document/review.ts'
import type { Healthcheck } from './fabric.ts'
import type { ResolvedNode } from './resolve-node.ts'

/**
 * Reads when a node counts as healthy, with Docker's defaults; undefined when it declares nothing.
 *
 * @see https://docs.docker.com/reference/dockerfile/#healthcheck
 */
export function readHealthcheck(review: Review, { layers }: ResolvedNode): Healthcheck | undefined {
  const layer = layers.findLast(({ node }) => node.healthcheck !== undefined)
  const declared = layer?.node.healthcheck
  if (!layer || !declared || !review.sound([...layer.path, 'healthcheck'])) return undefined
  const [form = '', ...words] = declared.test ?? []
  if (form === 'NONE') return undefined
  const argv = form === 'CMD-SHELL' ? ['sh', '-c', words.join(' ')] : words
  if ((form !== 'CMD' && form !== 'CMD-SHELL') || words.length === 0) {
    review.refuse(
      [...layer.path, 'healthcheck', 'test'],
      "is no test; write ['CMD', program, …] or ['CMD-SHELL', line]",
    )
    return undefined
  }
  return {
    argv,
    // Docker takes its default for 0 too.
    intervalSeconds: declared.interval || 30,
    retries: declared.retries || 3,
    timeoutSeconds: declared.timeout || 30,
    startPeriodSeconds: declared['start-period'] ?? 0,
  }
}
