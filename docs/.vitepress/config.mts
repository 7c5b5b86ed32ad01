import { defineConfig } from 'vitepress'

import { headingSlug } from '../site/heading-slug.ts'
import { siteLink } from '../site/repository-links.ts'
import { navigation, sidebar } from '../site/sidebar.ts'

export default defineConfig({
  title: 'Underlay',
  description: 'Container-network labs from TypeScript, proved on the wire',
  lang: 'en-GB',
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  cleanUrls: false,
  srcExclude: ['snippets/**', 'generated/**', 'node_modules/**'],
  themeConfig: {
    nav: navigation,
    sidebar: sidebar(),
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    docFooter: { prev: 'Before', next: 'Next' },
    externalLinkIcon: true,
  },
  markdown: {
    anchor: { slugify: headingSlug },
    config(markdown) {
      markdown.core.ruler.push('repository-links', ({ env, tokens }) => {
        for (const link of tokens.flatMap(({ children }) => children ?? [])) {
          const href = link.type === 'link_open' ? link.attrGet('href') : null
          if (href !== null) link.attrSet('href', siteLink(env.relativePath, href))
        }
      })
    },
  },
})
