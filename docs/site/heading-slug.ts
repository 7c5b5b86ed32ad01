/**
 * The anchor of a heading as GitHub has it, so that a link works there and on the site.
 *
 * @example
 * headingSlug("What isn't there: `a` & b") // 'what-isnt-there-a--b'
 */
export function headingSlug(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-')
}
