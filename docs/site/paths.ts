import { resolve } from 'node:path'

/** The repository. */
export const root = resolve(import.meta.dirname, '../..')

/** The site's Markdown, and what VitePress makes of it. */
export const docs = resolve(root, 'docs')
export const built = resolve(docs, '.vitepress/dist')
