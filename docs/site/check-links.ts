import { glob, readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'

/**
 * Links of a built site that lead nowhere: to a page that is not there, or to an anchor that its page does not have.
 *
 * @param folder with the HTML.
 * @returns a line for each.
 */
export async function brokenLinks(folder: string): Promise<readonly string[]> {
  const pages = new Map<string, string>()
  for await (const file of glob('**/*.html', { cwd: folder })) {
    pages.set(file, await readFile(join(folder, file), 'utf8'))
  }
  return brokenLinksOf(pages)
}

/** The same of pages by their path; what is no page, such as a picture, is not looked at. */
export function brokenLinksOf(pages: ReadonlyMap<string, string>): readonly string[] {
  const anchors = new Map([...pages].map(([path, html]) => [path, new Set(attributes(html, 'id'))]))
  return [...pages].flatMap(([path, html]) => {
    const links = new Set(attributes(html, 'href'))
    return [...links].flatMap((link) => {
      const target = targetOf(path, link)
      if (target === undefined) return []
      const known = anchors.get(target.page)
      if (known === undefined) return [`${path}: ${link} is no page`]
      return target.anchor === '' || known.has(target.anchor) ? [] : [`${path}: ${link} is no anchor of its page`]
    })
  })
}

function targetOf(from: string, link: string): { page: string; anchor: string } | undefined {
  if (/^[a-z][a-z+.-]*:|^\/\//i.test(link)) return undefined
  const [path = '', anchor = ''] = link.split('#')
  const resolved = path === '' ? from : path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(from), path)
  const page = resolved === '' || resolved.endsWith('/') ? `${resolved}index.html` : resolved
  if (/\.(?!html$)[a-z0-9]+$/i.test(page)) return undefined
  return { page: page.endsWith('.html') ? page : `${page}.html`, anchor: decodeURIComponent(anchor) }
}

function attributes(html: string, name: string): string[] {
  const pattern = new RegExp(`<[a-z][^>]*?\\s${name}="([^"]*)"`, 'gi')
  return [...html.matchAll(pattern)].map(([, value = '']) => value.replaceAll('&amp;', '&'))
}
