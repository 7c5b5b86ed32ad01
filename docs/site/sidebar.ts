import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { docs } from './paths.ts'

/** A page in the sidebar. */
export interface SidebarPage {
  readonly text: string
  readonly link: string
}

/** The notebooks' pages, which are made before the site is. */
export interface NotebookPages {
  readonly tutorial: readonly SidebarPage[]
  readonly labs: readonly SidebarPage[]
}

export const notebookPagesFile = join(docs, 'generated/notebooks.json')

export const navigation = [
  { text: 'Tutorial', link: '/tutorial/01-setup-env' },
  { text: 'Concepts', link: '/concepts/cross-subnet' },
  { text: 'Guides', link: '/guides/custom-lab' },
  { text: 'Reference', link: '/api/' },
]

const pages = (rows: Readonly<Record<string, string>>): SidebarPage[] =>
  Object.entries(rows).map(([link, text]) => ({ link, text }))

/** All pages, in the order in which one reads them. */
export function sidebar() {
  const { tutorial, labs } = JSON.parse(readFileSync(notebookPagesFile, 'utf8')) as NotebookPages
  return [
    { text: 'Tutorial', items: [...tutorial] },
    { text: 'More labs', collapsed: true, items: [...labs] },
    {
      text: 'Concepts',
      items: pages({
        '/concepts/cross-subnet': 'Cross-subnet',
        '/concepts/the-rule': 'The rule that decides',
        '/concepts/headers': 'IPIP and VXLAN, byte by byte',
        '/concepts/mtu': 'MTU, and one byte more',
        '/concepts/verdicts': 'What a verdict needs',
        '/fidelity': 'What is real, what is modelled',
      }),
    },
    {
      text: 'Guides',
      items: pages({
        '/guides/doctor': 'Can this machine carry labs?',
        '/guides/command-line': 'From the command line',
        '/guides/custom-lab': 'A lab of your own',
        '/netns': 'The netns engine',
        '/kind': 'The kind engine',
        '/guides/look': 'Look at a lab',
        '/guides/existing-cluster': 'A cluster that exists',
        '/guides/own-cni': 'Another CNI',
        '/guides/matchers': 'Assertions in vitest',
        '/guides/ci': 'In your own CI',
        '/notebooks': 'Notebooks',
        '/captures': 'Captures and capture files',
        '/display-filters': 'Display filters',
        '/prediction': 'Predictions',
        '/sabotage': 'Sabotage',
      }),
    },
    {
      text: 'Reference',
      items: pages({
        '/api/': 'All symbols',
        '/api/sdk': '@underlay/sdk',
        '/api/sdk/vitest': '@underlay/sdk/vitest',
        '/api/packet': '@underlay/packet',
        '/api/configs': '@underlay/configs',
        '/api/evidence': '@underlay/evidence',
        '/api/notebook': '@underlay/notebook',
        '/api/report': '@underlay/report',
        '/errors': 'Errors',
        '/architecture': 'Architecture',
        '/contributing': 'Contributing',
      }),
    },
  ]
}
