import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { exportMarkdown } from '@underlay/notebook'
import { displayStyles } from '@underlay/sdk'

import { notebookPage, notebookTitle } from './notebook-page.ts'
import { recordedNotebooks, shownBy, type RecordedNotebook } from './notebook-records.ts'
import { docs, root } from './paths.ts'
import { packetParts } from './recordings.ts'
import { notebookPagesFile, type NotebookPages, type SidebarPage } from './sidebar.ts'

// What pages of their own take from the tutorial's records: what a cell shows, by its type and the start of its text.
const shown = {
  lab: { notebook: '04-deploy-workload', cell: 'the-whole-lab', type: 'image/svg+xml' },
  concept: { notebook: '05-check-routes', cell: 'inside-a-subnet-across-subnets', type: 'image/svg+xml' },
  'same-subnet': { notebook: '06-capture-same-subnet', cell: 'a-ping-captured', type: 'text/html' },
  'cross-subnet': {
    notebook: '07-capture-cross-subnet',
    cell: 'what-each-tap-saw',
    type: 'text/html',
    starts: 'control-plane:net0',
  },
  'cross-subnet-verdict': { notebook: '07-capture-cross-subnet', cell: 'encapsulated-on-net0', type: 'text/html' },
}

/** Folders that are made, and hold nothing else. */
export const madeFolders = ['tutorial', 'labs', 'generated', 'api'] as const

/**
 * Writes what the site has besides its own pages: the notebooks from their records, the pictures of labs, the packets.
 *
 * @param examples the folder of the notebooks.
 * @throws {Error} with every notebook whose record is missing or is another text's.
 */
export async function writePages(examples = join(root, 'examples')): Promise<void> {
  const notebooks = await recordedNotebooks(examples)
  for (const folder of madeFolders) await rm(join(docs, folder), { recursive: true, force: true })
  for (const { name, record } of notebooks) {
    await write(`${folderOf(name)}/${name}.md`, notebookPage(exportMarkdown(record, { html: true })))
  }
  for (const [name, html] of Object.entries(await packetParts())) {
    await write(`generated/${name}.md`, `<div v-pre>\n${html.trim()}\n</div>\n`)
  }
  for (const [name, which] of Object.entries(shown)) {
    await write(`generated/${name}.md`, `<div class="shown" v-pre>\n${shownBy(notebooks, which)}\n</div>\n`)
  }
  await write('generated/display.css', displayStyles)
  await write('contributing.md', await readFile(join(root, 'CONTRIBUTING.md'), 'utf8'))
  await writeFile(notebookPagesFile, JSON.stringify(pagesOf(notebooks)))
}

function pagesOf(notebooks: readonly RecordedNotebook[]): NotebookPages {
  const pages = notebooks.map(({ name, record }): SidebarPage & { folder: string } => {
    const folder = folderOf(name)
    return { folder, link: `/${folder}/${name}`, text: notebookTitle(record) }
  })
  const within = (folder: string) => pages.flatMap(({ folder: own, ...page }) => (own === folder ? [page] : []))
  return { tutorial: within('tutorial'), labs: within('labs') }
}

function folderOf(notebook: string): 'tutorial' | 'labs' {
  return /^(0|99)/.test(notebook) ? 'tutorial' : 'labs'
}

async function write(path: string, text: string): Promise<void> {
  const file = join(docs, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}
