import { createReview } from '../document/review.ts'
import { fullImageName, imageNameFault } from './image-name.ts'

/** Options of {@link parseImageReplacements}. */
export interface ImageReplacementsOptions {
  /** What an issue calls the text. Default `UNDERLAY_IMAGES`. */
  readonly file?: string
}

/**
 * Reads image replacements for {@link replaceImages} from a text, as the environment variable UNDERLAY_IMAGES holds it: `from=to,from=to`.
 *
 * Space around names, and empty entries, count nothing.
 *
 * @throws {@link TopologyError} with every mistake at once: an entry without `=`, what is no image name, an image replaced twice.
 * @example
 * ```ts
 * parseImageReplacements('burlyluo/nettool=localhost/nettool:latest') // { 'burlyluo/nettool': 'localhost/nettool:latest' }
 * ```
 */
export function parseImageReplacements(
  source: string,
  options: ImageReplacementsOptions = {},
): Readonly<Record<string, string>> {
  const review = createReview(options.file ?? 'UNDERLAY_IMAGES')
  const replacements = new Map<string, string>()
  const seen = new Set<string>()
  for (const [index, entry] of source.split(',').entries()) {
    if (entry.trim() === '') continue
    const [from = '', to, ...more] = entry.split('=').map((name) => name.trim())
    if (to === undefined || more.length > 0) {
      review.refuse(
        [index],
        `'${entry.trim().slice(0, 80)}' is no replacement; write from=to, as in nginx=localhost/nginx`,
      )
      continue
    }
    for (const fault of [from, to].map(imageNameFault)) if (fault !== undefined) review.refuse([index], fault)
    if (seen.has(fullImageName(from))) review.refuse([index], `${from} is replaced twice; remove one`)
    seen.add(fullImageName(from))
    replacements.set(from, to)
  }
  review.settle()
  return Object.fromEntries(replacements)
}
