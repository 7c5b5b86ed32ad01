import { verifyLayers, type VerifyLayer } from '@underlay/sdk'
import { UsageError } from '../command/usage-error.ts'

/**
 * The layers that `--only` names.
 *
 * @throws UsageError that lists them when one is unknown.
 */
export function layersIn(text: string): readonly VerifyLayer[] {
  return text.split(',').map((word) => {
    const found = verifyLayers.find((layer) => layer === word.trim())
    if (found !== undefined) return found
    throw new UsageError(`--only ${word}: there is no such layer`, `some of ${verifyLayers.join(',')}`)
  })
}
