import { posix } from 'node:path'

const folders: readonly (readonly [RegExp, string])[] = [
  [/^docs\/(.+\.md)$/, '/$1'],
  [/^examples\/(0\d-[\w-]+)\.mts$/, '/tutorial/$1.md'],
  [/^examples\/(99-[\w-]+)\.mts$/, '/tutorial/$1.md'],
  [/^examples\/([1-8]\d-[\w-]+)\.mts$/, '/labs/$1.md'],
  [/^CONTRIBUTING\.md$/, '/contributing.md'],
  [/^README\.md$/, '/index.md'],
]

const origins: readonly (readonly [RegExp, string])[] = [
  [/^(?:tutorial|labs)\/(.+)\.md$/, 'examples/$1.mts'],
  [/^contributing\.md$/, 'CONTRIBUTING.md'],
  [/^(.+)$/, 'docs/$1'],
]

/** The file of the repository that a page of the site is made from, by its path below `docs`. */
function originOf(page: string): string {
  return replaced(page, origins) ?? page
}

/**
 * A link of a page as the site has it: what is a file beside `docs` becomes the page that is made from it.
 *
 * @param page below `docs`.
 * @returns the link as it is where it leads elsewhere or into its own page.
 * @throws {Error} when the file has no page.
 * @example
 * siteLink('captures.md', '../examples/15-live-capture.mts') // '/labs/15-live-capture.md'
 */
export function siteLink(page: string, href: string): string {
  if (/^([a-z]+:|#|\/)/.test(href)) return href
  const [path = '', fragment] = href.split('#')
  const file = posix.join(posix.dirname(originOf(page)), path)
  const target = replaced(file, folders)
  if (target === undefined) throw new Error(`${originOf(page)}: ${href} is no page of the site`)
  return fragment === undefined ? target : `${target}#${fragment}`
}

function replaced(text: string, table: readonly (readonly [RegExp, string])[]): string | undefined {
  const row = table.find(([pattern]) => pattern.test(text))
  return row && text.replace(...row)
}
