import { build } from 'vitepress'

import { writeReference } from './api.ts'
import { brokenLinks } from './check-links.ts'
import { built, docs } from './paths.ts'
import { writePages } from './write-pages.ts'

const [examples] = process.argv.slice(2)
await writePages(examples)
await writeReference()
await build(docs)
const broken = await brokenLinks(built)
if (broken.length > 0) throw new Error(`links lead nowhere:\n${broken.join('\n')}`)
process.stderr.write(`the site is in ${built}\n`)
