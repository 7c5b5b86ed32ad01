import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The built page, beside this file, also in a published package. */
export const templateFile = fileURLToPath(new URL('./template.html', import.meta.url))

const pageFolder = fileURLToPath(new URL('../page', import.meta.url))
const packages = fileURLToPath(new URL('../..', import.meta.url))

/** The page without its data; in a workspace it is built first where it is missing or older than its sources. */
export function readTemplate(): string {
  if (existsSync(pageFolder) && !isBuilt()) buildTemplate()
  return readFileSync(templateFile, 'utf8')
}

/** Whether the built page is there, and no older than what it is built from. */
function isBuilt(): boolean {
  if (!existsSync(templateFile)) return false
  const builtMs = statSync(templateFile).mtimeMs
  const sources = globSync('{report/page,report/src,evidence/src,packet/src}/**/*.{ts,tsx,css,html}', { cwd: packages })
  return sources.every((file) => {
    const path = `${packages}/${file}`
    return path === templateFile || file.endsWith('template.html') || statSync(path).mtimeMs <= builtMs
  })
}

function buildTemplate(): void {
  process.stderr.write('building the report page\n')
  const { status, stderr } = spawnSync(process.execPath, [`${pageFolder}/build.ts`], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the report page could not be built; npm ci brings what it needs\n${stderr}`)
}
