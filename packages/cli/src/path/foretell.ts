import {
  predictDocuments,
  predictPath,
  type PathPrediction,
  type PathTraffic,
  type PredictOptions,
} from '@underlay/sdk'
import { openLab } from '../lab/open-lab.ts'
import { definitionOf, type DefinitionArgs } from './definition-of.ts'
import { findEnds } from './find-ends.ts'

/** What is asked, and until when. */
interface Asked {
  readonly traffic: PathTraffic
  readonly options: PredictOptions
  readonly signal: AbortSignal
}

/** What documents say of a path: those that are named, else those of a lab that runs. */
export async function foretell(
  { from, to }: { readonly from: string; readonly to: string },
  { traffic, options, signal }: Asked,
  args: DefinitionArgs,
): Promise<PathPrediction> {
  const definition = await definitionOf(args, signal)
  if (definition !== undefined) return predictDocuments(definition, from, to, traffic, options)
  await using cluster = await openLab(args, signal)
  const ends = await findEnds(cluster, { from, to })
  return await predictPath(cluster, ends.from, ends.to, traffic, options)
}
